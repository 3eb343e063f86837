package org.fragaria.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.UnavailableException;

/** Steers features of a running server over HTTP, as a browser does. Safe for any thread. */
final class SteeringClient {

    /** Ends of addresses that no server should take, each after the address of a source. */
    static final List<String> NONSENSE = List.of(
            "/999999999/steer/events?prompt=Once",
            "/0/steer/events?prompt=Once&method=shout",
            "/0/steer/events?prompt=Once&strength=loud",
            "/0/steer/events?prompt=Once&tokens=1000000",
            "/0/steer/events?prompt=%20",
            "/0/steer/events?prompt=Once&colour=red",
            "/-1/steer/events?prompt=Once");

    /** Forms that the lab should not take. */
    static final List<String> LAB_NONSENSE = List.of(
            "prompt=Once&change.0.at=nowhere%2F1&change.0.method=clamp&change.0.strength=1&change.0.unit=max&change.0.on=on",
            "prompt=Once&change.0.at=%00&change.0.method=shout&change.0.strength=1&change.0.on=on",
            "prompt=Once&tokens=1000000",
            "prompt=Once&temperature=hot",
            "prompt=Once&seed=1.5",
            "prompt=");

    /** What a stream that ended as it should has for a problem until its text is found to be the right one. */
    private static final String ENDED = "error: another text";

    private static final List<String> METHODS = List.of("clamp", "add", "scale", "ablate");
    private static final List<String> PROMPTS =
            List.of("Once upon a time", "The baker went to the market and", "In the evening", "Anna said that");
    private static final List<String> POSITIONS = List.of("generated", "all", "last", "prompt");

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private volatile String source = "";

    SteeringClient(URI server) {
        this.server = server;
    }

    /**
     * A request and what it writes alone.
     *
     * @param path its address
     * @param form the fields to send to it; empty to get it instead
     * @param expected token ids of each row
     */
    record Run(String path, String form, List<List<Integer>> expected) {}

    /**
     * What came of a request.
     *
     * @param texts token ids of each row
     * @param problem what was wrong; empty for nothing
     * @param retryAfter seconds after which to come again, of a server that is busy; 0 of one that is not
     */
    record Heard(List<List<Integer>> texts, String problem, int retryAfter) {
        boolean busy() {
            return retryAfter > 0;
        }
    }

    /** Addresses of features that fire, at most so many. */
    List<String> features(int most) {
        JsonNode sources = json("/jump").path("sources");
        List<String> live = new ArrayList<>();
        for (JsonNode one : sources) {
            source = "/" + one.asText();
            for (int index = 0; index < 64 && live.size() < most; index++) {
                if (json(source + "/" + index + "/steer").path("max").asDouble() > 0) {
                    live.add(source + "/" + index);
                }
            }
            if (live.size() == most) {
                break;
            }
        }
        return live;
    }

    /** The run of a number on a feature, alone. */
    Run alone(String feature, int number) {
        String path = feature + "/steer/events?prompt="
                + encoded(PROMPTS.get(number % PROMPTS.size()))
                + "&strength=" + (number % 5 - 1)
                + "&positions=" + POSITIONS.get(number / 4 % POSITIONS.size())
                + "&temperature=" + (number % 3 == 0 ? "0" : "0.8")
                + "&seed=" + number
                + "&tokens=" + (8 + 3 * number % 40);
        return learned(new Run(path, "", List.of()));
    }

    /** The lab's run of a number with changes of two features, alone; and of none where the number ends in 9. */
    Run aloneInLab(List<String> features, int number) {
        String path = features.getFirst().replaceFirst("^(/[^/]+)/.*", "$1") + "/steer/events";
        StringBuilder form = new StringBuilder("prompt=" + encoded(PROMPTS.get(number % PROMPTS.size()))
                + "&seed=" + number
                + "&temperature=" + (number % 3 == 0 ? "0" : "0.8")
                + "&tokens=" + (8 + 5 * number % 40)
                + (number % 4 == 3 ? "&stop=." : ""));
        for (int change = 0; change < (number % 10 == 9 ? 0 : 2); change++) {
            String at = features.get((number + 7 * change) % features.size()).replaceFirst("^/[^/]+/", "");
            form.append("&change.N.at=%s&change.N.method=%s&change.N.strength=%s&change.N.unit=max&change.N.on=on"
                            .replace("N", String.valueOf(change))
                            .formatted(encoded(at), METHODS.get((number + change) % METHODS.size()), number % 3 + 0.5))
                    .append("&change." + change + ".positions=" + POSITIONS.get(number / 2 % POSITIONS.size()));
        }
        return learned(new Run(path, form.toString(), List.of()));
    }

    private Run learned(Run run) {
        Heard heard = listen(run);
        if (!heard.problem().equals(ENDED)) {
            throw new UnavailableException(
                    "The server did not steer " + run.path() + " " + run.form() + ": " + heard.problem());
        }
        return new Run(run.path(), run.form(), heard.texts());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Listens to the end. */
    Heard listen(Run run) {
        try (Stream<String> lines = open(run.path(), run.form())) {
            Telling telling = new Telling(json);
            lines.forEach(telling::line);
            return new Heard(telling.texts(), telling.problem(), 0);
        } catch (Refused refused) {
            return refused.status == 503
                    ? new Heard(List.of(), "busy", Math.max(1, refused.retryAfter))
                    : new Heard(List.of(), "error: status " + refused.status, 0);
        }
    }

    /** Goes away in the middle, after so many lines. */
    String leave(Run run, int after) {
        try (Stream<String> lines = open(run.path(), run.form())) {
            Iterator<String> all = lines.iterator();
            for (int i = 0; i < after && all.hasNext(); i++) {
                all.next();
            }
            return "left in the middle";
        } catch (Refused refused) {
            return refused.status == 503 ? "busy (503)" : "error: status " + refused.status;
        }
    }

    /** Asks for what there is not, and expects to be refused. */
    String askForNonsense(int number) {
        return refused(source + NONSENSE.get(number), "", "nonsense refused");
    }

    /** Sends the lab a form that it should not take. */
    String askLabForNonsense(Run lab, int number) {
        return refused(lab.path(), LAB_NONSENSE.get(number), "nonsense refused by the lab");
    }

    private String refused(String path, String form, String well) {
        try (Stream<String> lines = open(path, form)) {
            return "error: nonsense was answered: " + path + " " + form + " "
                    + lines.findFirst().orElse("");
        } catch (Refused refused) {
            boolean theirs = refused.status == 400 || refused.status == 404;
            return theirs ? well : "error: status " + refused.status + " to " + path + " " + form;
        }
    }

    String metrics() {
        try {
            return get("/-/metrics", "text/plain", HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (Refused refused) {
            throw new UnavailableException("The server shows no metrics: status " + refused.status, refused);
        }
    }

    private JsonNode json(String path) {
        try {
            return json.readTree(get(path, "application/json", HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (Refused | JsonProcessingException e) {
            throw new UnavailableException("The server has no JSON at " + path + ": " + e.getMessage(), e);
        }
    }

    private Stream<String> open(String path, String form) throws Refused {
        HttpRequest.Builder request = asking(path, "text/event-stream");
        if (!form.isEmpty()) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        return answer(request, HttpResponse.BodyHandlers.ofLines()).body();
    }

    private <T> HttpResponse<T> get(String path, String accept, HttpResponse.BodyHandler<T> handler) throws Refused {
        return answer(asking(path, accept), handler);
    }

    private HttpRequest.Builder asking(String path, String accept) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Accept", accept)
                .timeout(Duration.ofMinutes(2));
    }

    private <T> HttpResponse<T> answer(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws Refused {
        try {
            HttpResponse<T> response = http.send(request.build(), handler);
            if (response.statusCode() != 200) {
                if (response.body() instanceof Stream<?> unread) {
                    unread.close();
                }
                throw new Refused(response.statusCode(), (int)
                        response.headers().firstValueAsLong("Retry-After").orElse(0));
            }
            return response;
        } catch (IOException e) {
            throw new UnavailableException("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final int retryAfter;

        Refused(int status, int retryAfter) {
            super("status " + status);
            this.status = status;
            this.retryAfter = retryAfter;
        }
    }

    /** Reads events as they come. */
    private static final class Telling {
        private final ObjectMapper json;
        private final List<List<Integer>> texts = List.of(new ArrayList<>(), new ArrayList<>());
        private String event = "";
        private String problem = "error: a stream that ended early";

        Telling(ObjectMapper json) {
            this.json = json;
        }

        void line(String line) {
            if (line.startsWith("event:")) {
                event = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data(line.substring("data:".length()));
            }
        }

        private void data(String data) {
            try {
                JsonNode node = json.readTree(data);
                switch (event) {
                    case "token" -> token(node);
                    case "done" -> problem = ENDED;
                    case "error" ->
                        problem = "error: event " + node.path("status").asInt() + " "
                                + node.path("detail").asText();
                    default -> {
                        // Ends of rows, and what later versions may tell.
                    }
                }
            } catch (JsonProcessingException e) {
                problem = "error: an event that is no JSON";
            }
        }

        /** A feature's page tells rows and tokens, the lab texts and places. */
        private void token(JsonNode node) {
            boolean lab = node.has("place");
            List<Integer> text = texts.get(node.path(lab ? "text" : "row").asInt());
            text.add((lab ? node.path("place") : node).path("id").asInt());
            if (lab && node.path("at").asInt() != text.size() - 1) {
                throw new IllegalStateException("a place that is not the next one: " + node.path("at"));
            }
        }

        List<List<Integer>> texts() {
            return texts;
        }

        String problem() {
            return problem;
        }
    }
}
