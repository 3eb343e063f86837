package org.fragaria.explanation.automatic;

import java.net.URI;
import java.util.Objects;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;

/** A language model behind OpenAI's or Anthropic's interface, by LangChain4j. Safe for any number of threads. */
public final class ChatJudge implements Judge {

    private static final int SHOWN = 300;

    private final Endpoint endpoint;
    private final ChatModel chat;

    private ChatJudge(Endpoint endpoint, ChatModel chat) {
        this.endpoint = endpoint;
        this.chat = chat;
    }

    /** Opens no connection yet. */
    public static ChatJudge at(Endpoint endpoint) {
        return new ChatJudge(endpoint, endpoint.anthropic() ? anthropic(endpoint) : openAi(endpoint));
    }

    private static ChatModel openAi(Endpoint endpoint) {
        OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                .httpClientBuilder(new PatientHttpClient.Builder(endpoint))
                .modelName(endpoint.model())
                .apiKey(endpoint.key())
                .maxRetries(0);
        if (endpoint.baseUrl() != null) {
            builder.baseUrl(endpoint.baseUrl());
        }
        endpoint.temperature().ifPresent(builder::temperature);
        return builder.build();
    }

    private static ChatModel anthropic(Endpoint endpoint) {
        AnthropicChatModel.AnthropicChatModelBuilder builder = AnthropicChatModel.builder()
                .httpClientBuilder(new PatientHttpClient.Builder(endpoint))
                .modelName(endpoint.model())
                .apiKey(Objects.requireNonNullElse(endpoint.key(), "none"))
                .maxRetries(0);
        if (endpoint.baseUrl() != null) {
            builder.baseUrl(endpoint.baseUrl());
        }
        endpoint.temperature().ifPresent(builder::temperature);
        return builder.build();
    }

    @Override
    public String name() {
        return endpoint.model();
    }

    @Override
    public String answer(Prompt prompt) throws NoAnswerException {
        ChatRequest.Builder request =
                ChatRequest.builder().messages(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user()));
        if (endpoint.anthropic()) {
            request.maxOutputTokens(
                    prompt.longest()); // it insists; OpenAI's newer models refuse the older name of this
        }
        try {
            return text(chat.chat(request.build()));
        } catch (RuntimeException e) {
            throw new NoAnswerException(reason(e));
        }
    }

    private String text(ChatResponse response) throws NoAnswerException {
        FinishReason end = response.finishReason();
        if (end == FinishReason.CONTENT_FILTER) {
            throw new NoAnswerException(name() + " refused to answer: its content filter stepped in.");
        }
        if (end == FinishReason.LENGTH) {
            throw new NoAnswerException(name() + " was cut off in the middle of its answer.");
        }
        String text = response.aiMessage() == null ? null : response.aiMessage().text();
        if (text == null || text.isBlank()) {
            throw new NoAnswerException(name() + " answered nothing.");
        }
        return text;
    }

    /** Why there is no answer, for a person. */
    private String reason(RuntimeException failure) {
        HttpException http = cause(failure, HttpException.class);
        if (http != null) {
            return refused(http.statusCode(), shown(http.getMessage()));
        }
        if (cause(failure, TimeoutException.class) != null) {
            return name() + " gave no answer within " + endpoint.timeout().toSeconds() + " s.";
        }
        if (cause(failure, ContentFilteredException.class) != null) {
            return name() + " refused to answer: its content filter stepped in.";
        }
        java.io.IOException io = cause(failure, java.io.IOException.class);
        if (io != null && !(io instanceof com.fasterxml.jackson.core.JsonProcessingException)) {
            return "The server of " + name() + where() + " cannot be reached: " + shown(described(io))
                    + ". Is fragaria.explanation.base-url right?";
        }
        return "The server of " + name() + " answered something that is no answer: " + shown(described(failure));
    }

    private String refused(int status, String body) {
        String said = body.isBlank() ? "" : " It said: " + body;
        return switch (status) {
            case 401, 403 ->
                "The server of " + name() + " refused the key (" + status + "). See fragaria.explanation.key." + said;
            case 404 ->
                "The server" + where() + " knows no model " + name() + " (404). See fragaria.explanation.model and"
                        + " base-url." + said;
            case 429 -> "The server of " + name() + " wants no more questions for now (429): try again later." + said;
            default -> "The server of " + name() + " answered " + status + "." + said;
        };
    }

    private String where() {
        String url = endpoint.baseUrl();
        return url == null ? "" : " at " + URI.create(url).getAuthority();
    }

    private static String described(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** One line of a message, in which no key is left. */
    private String shown(@Nullable String message) {
        String line = message == null ? "" : message.replaceAll("\\s+", " ").strip();
        String key = endpoint.key();
        if (key != null && !key.isBlank()) {
            line = line.replace(key, "…");
        }
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static <T> @Nullable T cause(Throwable failure, Class<T> type) {
        Throwable at = failure;
        while (at != null) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
