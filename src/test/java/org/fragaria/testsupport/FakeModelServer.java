package org.fragaria.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that speaks as much of OpenAI's and Anthropic's interfaces as Fragaria uses, and answers what a test says:
 * {@code /v1/chat/completions} and {@code /v1/messages} on a free port of this machine.
 */
public final class FakeModelServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Function<Asked, Reply> answers = question -> Reply.says("");

    /** A question as it came: path, headers in lower case, the two texts, the whole body. */
    public record Asked(String path, Map<String, String> headers, String system, String user, JsonNode body) {}

    /**
     * What to reply.
     *
     * @param status HTTP status
     * @param text what the model says; with another status than 200 the whole body
     * @param end why it stops, in OpenAI's words; empty to send {@code text} as the whole body
     * @param retryAfter seconds, or empty
     * @param delayMillis how long to think
     */
    public record Reply(int status, String text, String end, String retryAfter, long delayMillis) {
        public static Reply says(String text) {
            return new Reply(200, text, "stop", "", 0);
        }

        public static Reply fails(int status, String body) {
            return new Reply(status, body, "", "", 0);
        }

        public Reply after(String seconds) {
            return new Reply(status, text, end, seconds, delayMillis);
        }

        public Reply slowly(long millis) {
            return new Reply(status, text, end, retryAfter, millis);
        }

        public Reply ending(String reason) {
            return new Reply(status, text, reason, retryAfter, delayMillis);
        }
    }

    public FakeModelServer() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/v1/", this::handle);
        server.start();
    }

    /** Address for {@code base-url}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** What was asked so far. */
    public List<Asked> asked() {
        return asked;
    }

    /** Forgets what was asked and replies like this from now on. */
    public void reply(Function<Asked, Reply> how) {
        asked.clear();
        answers = how;
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        boolean anthropic = exchange.getRequestURI().getPath().endsWith("/messages");
        Map<String, String> headers = new java.util.TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
        Asked question = new Asked(
                exchange.getRequestURI().getPath(),
                headers,
                text(anthropic ? body.at("/system") : body.at("/messages/0/content")),
                text(body.at(anthropic ? "/messages/0/content" : "/messages/1/content")),
                body);
        asked.add(question);
        Reply reply = answers.apply(question);
        try {
            Thread.sleep(reply.delayMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!reply.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] sent = (reply.end().isEmpty() ? reply.text() : anthropic ? message(reply) : completion(reply))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), sent.length);
        exchange.getResponseBody().write(sent);
        exchange.close();
    }

    private static String text(JsonNode content) {
        return content.isArray() ? content.at("/0/text").asText() : content.asText();
    }

    private static String completion(Reply reply) throws IOException {
        return JSON.writeValueAsString(Map.of(
                "id",
                "c1",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "fake",
                "choices",
                List.of(Map.of(
                        "index",
                        0,
                        "message",
                        Map.of("role", "assistant", "content", reply.text()),
                        "finish_reason",
                        reply.end())),
                "usage",
                Map.of("prompt_tokens", 1, "completion_tokens", 1, "total_tokens", 2)));
    }

    private static String message(Reply reply) throws IOException {
        String reason = reply.end().equals("stop") ? "end_turn" : reply.end();
        return JSON.writeValueAsString(Map.of(
                "id", "m1",
                "type", "message",
                "role", "assistant",
                "model", "fake",
                "content", List.of(Map.of("type", "text", "text", reply.text())),
                "stop_reason", reason,
                "usage", Map.of("input_tokens", 1, "output_tokens", 1)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
