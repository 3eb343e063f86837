package org.fragaria.explanation.automatic;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.FakeModelServer;
import org.fragaria.testsupport.FakeModelServer.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Language models that answer, and all the ways in which they do not. */
class ChatJudgeTest {

    private static final Prompt PROMPT = new Prompt("Judge.", "Is it so?", 50);
    private static final String KEY = "sk-very-secret";

    private final FakeModelServer server = new FakeModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private ChatJudge judge(boolean anthropic, String url) {
        return ChatJudge.at(new Endpoint(
                anthropic, url, KEY, "fake", Optional.of(0.0), Duration.ofMillis(700), 1, Duration.ofSeconds(3)));
    }

    private ChatJudge judge() {
        return judge(false, server.url());
    }

    @Test
    void openAiIsAskedInItsOwnWay() throws NoAnswerException {
        server.reply(question -> Reply.says("So it is."));
        assertThat(judge().answer(PROMPT)).isEqualTo("So it is.");
        FakeModelServer.Asked asked = server.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/v1/chat/completions");
        assertThat(asked.headers()).containsEntry("authorization", "Bearer " + KEY);
        assertThat(asked.system()).isEqualTo("Judge.");
        assertThat(asked.user()).isEqualTo("Is it so?");
        assertThat(asked.body().get("model").asText()).isEqualTo("fake");
        assertThat(asked.body().get("temperature").asDouble()).isZero();
        assertThat(asked.body().has("max_tokens")).isFalse();
    }

    @Test
    void anthropicIsAskedInItsOwnWay() throws NoAnswerException {
        server.reply(question -> Reply.says("So it is."));
        assertThat(judge(true, server.url()).answer(PROMPT)).isEqualTo("So it is.");
        FakeModelServer.Asked asked = server.asked().getFirst();
        assertThat(asked.path()).isEqualTo("/v1/messages");
        assertThat(asked.headers()).containsEntry("x-api-key", KEY).containsKey("anthropic-version");
        assertThat(asked.system()).isEqualTo("Judge.");
        assertThat(asked.user()).isEqualTo("Is it so?");
        assertThat(asked.body().get("max_tokens").asInt()).isEqualTo(50);
    }

    @Test
    void refusedKeyIsAskedOnceAndNeverShown() {
        server.reply(question -> Reply.fails(401, "{\"error\":{\"message\":\"bad key " + KEY + "\"}}"));
        for (boolean anthropic : new boolean[] {false, true}) {
            assertThatThrownBy(() -> judge(anthropic, server.url()).answer(PROMPT))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessageContaining("refused the key (401)")
                    .hasMessageContaining("fragaria.explanation.key")
                    .hasMessageNotContaining(KEY);
        }
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void waitsAsLongAsTheServerAsks() throws NoAnswerException {
        AtomicInteger times = new AtomicInteger();
        server.reply(question ->
                times.getAndIncrement() == 0 ? Reply.fails(429, "{}").after("1") : Reply.says("yes"));
        long begun = System.nanoTime();
        assertThat(judge().answer(PROMPT)).isEqualTo("yes");
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void doesNotWaitForAnHour() {
        server.reply(question -> Reply.fails(429, "{}").after("3600"));
        assertThatThrownBy(() -> judge().answer(PROMPT)).hasMessageContaining("(429)");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void timeoutIsAFailureAfterAnotherTry() {
        server.reply(question -> Reply.says("late").slowly(2000));
        assertThatThrownBy(() -> judge().answer(PROMPT))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("no answer within");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void answersThatAreNoneAreFailures() {
        server.reply(question -> Reply.says(""));
        assertThatThrownBy(() -> judge().answer(PROMPT)).hasMessageContaining("answered nothing");
        server.reply(question -> Reply.says("half an ans").ending("length"));
        assertThatThrownBy(() -> judge().answer(PROMPT)).hasMessageContaining("cut off");
        server.reply(question -> Reply.says("I cannot").ending("content_filter"));
        assertThatThrownBy(() -> judge().answer(PROMPT)).hasMessageContaining("content filter");
        server.reply(question -> Reply.fails(200, "<html>a proxy"));
        assertThatThrownBy(() -> judge().answer(PROMPT)).isInstanceOf(NoAnswerException.class);
        server.reply(question -> Reply.fails(200, "{}"));
        assertThatThrownBy(() -> judge().answer(PROMPT)).isInstanceOf(NoAnswerException.class);
        server.reply(question -> Reply.fails(404, "{\"error\":\"no such model\"}"));
        assertThatThrownBy(() -> judge().answer(PROMPT)).hasMessageContaining("knows no model fake (404)");
    }

    @Test
    void serverThatIsNotThereIsSaidToBeSo() {
        assertThatThrownBy(() -> judge(false, "http://127.0.0.1:1/v1").answer(PROMPT))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("127.0.0.1:1");
    }
}
