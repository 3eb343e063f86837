package org.fragaria.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * How many pages a running server answers in a second, and how long the slowest of a hundred takes: one feature's page, a
 * random feature's, the source's table, a search for a token; {@value Load#CONNECTIONS} connections that each wait for
 * their answer. This program takes a share of the machine itself. Whether pages are kept is the server's setting
 * ({@code fragaria.web.page-cache}).
 */
public final class PageBench {

    private static final double WARM_UP_SECONDS = 3;

    private final URI server;
    private final double seconds;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * A benchmark of a server.
     *
     * @param server its address, e.g. {@code http://localhost:3000}
     * @param seconds how long each kind of page is asked for
     */
    public PageBench(URI server, double seconds) {
        this.server = server;
        this.seconds = seconds;
    }

    /**
     * Asks the server.
     *
     * @return per kind of page requests per second, p50 and p99 in milliseconds, bytes of a page; in the order to print them
     * @throws UnavailableException if no server answers there
     * @throws NotFoundException if it has no source
     */
    public Map<String, Object> run() throws IOException {
        JsonNode sources = get("/jump").path("sources");
        if (sources.isEmpty()) {
            throw new NotFoundException("The server at " + server + " has no source yet: './fragaria add' makes one.");
        }
        String source = "/" + sources.get(0).asText();
        JsonNode feature = get(source + "/0");
        int features = feature.path("size").asInt();
        String token = feature.path("raises").path(0).path("text").asText("the").strip();
        Random random = new Random(1);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("source", source.substring(1));
        measure("one feature", () -> source + "/0", figures);
        measure("random feature", () -> source + "/" + next(random, features), figures);
        measure("source table", () -> source, figures);
        String search = "/search?q=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        measure("search for a token", () -> search, figures);
        return figures;
    }

    private static int next(Random random, int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private void measure(String kind, Supplier<String> path, Map<String, Object> figures) throws IOException {
        Load load = new Load(server, path);
        load.run(WARM_UP_SECONDS);
        Load.Result result = load.run(seconds);
        figures.put(kind + ": requests/s", Math.round(result.perSecond()));
        figures.put(kind + ": p50 ms", result.p50());
        figures.put(kind + ": p99 ms", result.p99());
        figures.put(kind + ": bytes", result.bytes());
    }

    private JsonNode get(String path) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .header("Accept", "application/json")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new UnavailableException("The server at " + server + " answered " + response.statusCode() + " to "
                        + path + ": expected a Fragaria server.");
            }
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new UnavailableException(
                    "No server answers at " + server + ": start one with './fragaria serve', or name it with --url.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Stopped while asking " + server + ".", e);
        }
    }
}
