package org.fragaria.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;

/**
 * Asks a hub: what is in a repository, what a file is, and for its bytes. Follows redirects itself, because the token
 * may go to the hub's own origin only and what a file is stands in the answer that redirects. Safe for any thread.
 */
final class HubClient {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 8;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> LATER = Set.of(408, 429, 500, 502, 503, 504);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubSettings settings;
    private final HttpClient http;

    HubClient(HubSettings settings) {
        this.settings = settings;
        // HTTP/2's flow control in the JDK is slower than one plain connection for files of gigabytes
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    /**
     * What is in one commit of a repository.
     *
     * @param commit which commit the revision is
     * @param files paths of all its files
     */
    record Listing(String commit, List<String> files) {}

    /**
     * Lists the files of a revision.
     *
     * @throws org.fragaria.problem.NotFoundException if there is no such repository or revision
     * @throws InvalidException if it is gated
     * @throws IOException if the hub cannot be reached, or asks to come again later
     */
    Listing list(HubAddress address) throws IOException {
        URI url = url("/api/models/" + address.repository() + "/revision/" + encode(address.revision()));
        HttpResponse<byte[]> answer = send("GET", url, Map.of(), BodyHandlers.ofByteArray(), any -> false);
        requireGood(answer, new Refusal(settings, address, ""));
        try {
            JsonNode root = JSON.readTree(answer.body());
            List<String> files = new ArrayList<>();
            root.path("siblings")
                    .forEach(sibling -> files.add(sibling.path("rfilename").asText()));
            String commit = root.path("sha").asText();
            if (HubCache.isCommit(commit) && files.stream().allMatch(HubAddress::harmless)) {
                return new Listing(commit, files);
            }
        } catch (JsonProcessingException e) {
            throw new InvalidException(
                    "The hub " + url + ": expected JSON, found: " + e.getOriginalMessage() + ". Is it a hub?", e);
        }
        throw new InvalidException(
                "The hub " + url + ": expected a commit under 'sha' and file names under 'siblings'.");
    }

    /**
     * Asks what a file is.
     *
     * @throws org.fragaria.problem.FragariaException as {@link #list}, or if there is no such file
     * @throws IOException as {@link #list}
     */
    RemoteFile describe(HubAddress address, String commit, String path) throws IOException {
        URI url = url("/" + address.repository() + "/resolve/" + commit + "/" + encodePath(path));
        HttpResponse<Void> answer = send("HEAD", url, Map.of(), BodyHandlers.discarding(), HubClient::describesTheFile);
        if (!REDIRECTS.contains(answer.statusCode())) {
            requireGood(answer, new Refusal(settings, address, path));
        }
        URI location = answer.headers()
                .firstValue("Location")
                .map(answer.uri()::resolve)
                .orElse(answer.uri());
        return new RemoteFile(path, etag(answer, path), size(answer), location);
    }

    private static boolean describesTheFile(HttpResponse<?> redirect) {
        return redirect.headers().firstValue("X-Linked-Etag").isPresent();
    }

    private static String etag(HttpResponse<?> answer, String path) {
        String etag = answer.headers()
                .firstValue("X-Linked-Etag")
                .or(() -> answer.headers().firstValue("ETag"))
                .orElse("")
                .replaceFirst("^W/", "")
                .replace("\"", "");
        if (!etag.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new InvalidException("The hub " + answer.uri() + ": expected an ETag that names the content of "
                    + path + ", found '" + etag + "'. Is it a hub, or does a proxy on the way drop headers?");
        }
        return etag;
    }

    private static long size(HttpResponse<?> answer) {
        boolean linked = answer.headers().firstValue("X-Linked-Size").isPresent();
        return linked
                ? answer.headers().firstValueAsLong("X-Linked-Size").orElse(-1)
                : REDIRECTS.contains(answer.statusCode())
                        ? -1
                        : answer.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    /**
     * Asks for a file's bytes.
     *
     * @param from how many are here already
     * @return an answer of 200 (all bytes), 206 (the rest) or 416 (there is no rest); the caller closes its body
     * @throws IOException if the hub cannot be reached, or asks to come again later
     */
    HttpResponse<InputStream> bytes(HubAddress address, RemoteFile file, long from) throws IOException {
        Map<String, String> headers = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
        HttpResponse<InputStream> answer =
                send("GET", file.location(), headers, BodyHandlers.ofInputStream(), any -> false);
        boolean refused = answer.statusCode() == 401 || answer.statusCode() == 403;
        if (refused && !ownOrigin(answer.uri())) {
            answer.body().close();
            throw new TryAgainException(
                    answer.uri().getHost() + " answered " + answer.statusCode() + ", as for a link that has expired");
        }
        if (answer.statusCode() != 416) {
            requireGood(answer, new Refusal(settings, address, file.path()));
        }
        return answer;
    }

    /** A small text from any address, e.g. a registry; the token goes along only to the hub itself. */
    byte[] text(URI url) throws IOException {
        HttpResponse<byte[]> answer = send("GET", url, Map.of(), BodyHandlers.ofByteArray(), any -> false);
        if (answer.statusCode() != 200) {
            throw new TryAgainException(url + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    private static void requireGood(HttpResponse<?> answer, Refusal refusal) throws IOException {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        if (answer.body() instanceof InputStream body) {
            body.close();
        }
        if (LATER.contains(status)) {
            throw new TryAgainException(answer.uri().getHost() + " answered " + status);
        }
        throw refusal.of(answer);
    }

    private <T> HttpResponse<T> send(
            String method,
            URI start,
            Map<String, String> headers,
            BodyHandler<T> body,
            Predicate<HttpResponse<?>> stopHere)
            throws IOException {
        URI url = start;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<T> answer = send(request(method, url, headers), body);
            String location = answer.headers().firstValue("Location").orElse("");
            if (!REDIRECTS.contains(answer.statusCode()) || location.isEmpty() || stopHere.test(answer)) {
                return answer;
            }
            if (answer.body() instanceof InputStream open) {
                open.close();
            }
            url = url.resolve(location);
        }
        throw new UnavailableException("The hub " + start + " redirects more than " + MOST_REDIRECTS + " times.");
    }

    private HttpRequest request(String method, URI url, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Accept-Encoding", "identity") // sizes and ranges are those of the file
                .header("User-Agent", "fragaria");
        headers.forEach(request::header);
        if (ownOrigin(url)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
    }

    private boolean ownOrigin(URI url) {
        URI own = settings.endpoint();
        return own.getScheme().equals(url.getScheme())
                && own.getHost().equals(url.getHost())
                && own.getPort() == url.getPort();
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) throws IOException {
        try {
            return http.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Interrupted while waiting for " + request.uri() + ".", e);
        }
    }

    private URI url(String path) {
        return URI.create(settings.endpoint() + path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String encodePath(String path) {
        return Arrays.stream(path.split("/", -1)).map(HubClient::encode).collect(Collectors.joining("/"));
    }
}
