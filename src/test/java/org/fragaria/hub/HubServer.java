package org.fragaria.hub;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A hub on this machine that answers as Hugging Face's does: large files ({@code .safetensors}, {@code .pt}) redirect to
 * another origin, with the SHA-256 as linked ETag; others are sent at once, with Git's SHA-1; ranges, gated and missing
 * repositories, renamed ones. It can be told to misbehave.
 */
public final class HubServer implements AutoCloseable {

    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    public static final String TOKEN = "hf_secret";

    private final HttpServer hub;
    private final HttpServer store;
    private final Map<String, Map<String, byte[]>> repositories = new ConcurrentHashMap<>();
    private final List<String> gated = new CopyOnWriteArrayList<>();
    private final Map<String, String> renamed = new ConcurrentHashMap<>();

    /** What was asked, in order: method, path, and a range where there was one. */
    public final List<String> requests = new CopyOnWriteArrayList<>();
    /** What the other origin got as Authorization; must stay empty. */
    public final List<String> leaked = new CopyOnWriteArrayList<>();
    /** So many of the next downloads of large files end after half of what was asked for. */
    public final AtomicInteger cuts = new AtomicInteger();
    /** So many of the next requests are answered 503. */
    public final AtomicInteger busy = new AtomicInteger();
    /** So many of the next downloads of large files bring other bytes. */
    public final AtomicInteger corrupt = new AtomicInteger();
    /** Whether the store sends everything however little was asked for. */
    public volatile boolean ignoresRanges;

    public HubServer() throws IOException {
        hub = start(this::answer);
        store = start(this::bytes);
    }

    private static HttpServer start(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    public HubServer with(String repository, String path, byte[] content) {
        repositories.computeIfAbsent(repository, any -> new TreeMap<>()).put(path, content);
        return this;
    }

    /** Serves the files of a folder, but for goldens of tests. */
    public HubServer withFolder(String repository, String below, Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> !f.toString().contains("golden")).toList()) {
                with(repository, below + file.getFileName(), Files.readAllBytes(file));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HubServer gated(String repository) {
        gated.add(repository);
        return this;
    }

    public HubServer renamed(String old, String repository) {
        renamed.put(old, repository);
        return this;
    }

    /** How often the store was asked for bytes. */
    public long downloads() {
        return requests.stream().filter(r -> r.startsWith("GET /store/")).count();
    }

    private void answer(HttpExchange exchange) throws IOException {
        log(exchange);
        String path = exchange.getRequestURI().getPath();
        for (Map.Entry<String, String> name : renamed.entrySet()) {
            if (path.contains("/" + name.getKey() + "/")) {
                exchange.getResponseHeaders().set("Location", path.replace(name.getKey(), name.getValue()));
                exchange.sendResponseHeaders(307, -1);
                return;
            }
        }
        if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        String repository = path.startsWith("/api/models/")
                ? path.substring("/api/models/".length(), path.indexOf("/revision/"))
                : path.substring(1, path.indexOf("/resolve/"));
        boolean known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!repositories.containsKey(repository)) {
            refuse(exchange, known ? 404 : 401, "RepoNotFound");
        } else if (gated.contains(repository) && !known && !path.startsWith("/api/")) {
            refuse(exchange, 401, "GatedRepo");
        } else if (path.startsWith("/api/models/")) {
            list(exchange, repository, path.substring(path.indexOf("/revision/") + "/revision/".length()));
        } else {
            resolve(exchange, repository, path.substring(path.indexOf("/resolve/") + "/resolve/".length()));
        }
    }

    private void log(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("X-Error-Code", code);
        exchange.sendResponseHeaders(status, -1);
    }

    private void list(HttpExchange exchange, String repository, String revision) throws IOException {
        if (!revision.equals("main") && !revision.equals(COMMIT)) {
            refuse(exchange, 404, "RevisionNotFound");
            return;
        }
        String siblings = repositories.get(repository).keySet().stream()
                .map(file -> "{\"rfilename\":\"" + file + "\"}")
                .collect(Collectors.joining(","));
        byte[] body = ("{\"id\":\"" + repository + "\",\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void resolve(HttpExchange exchange, String repository, String rest) throws IOException {
        String path = rest.substring(rest.indexOf('/') + 1);
        byte[] content = repositories.get(repository).get(path);
        if (content == null) {
            refuse(exchange, 404, "EntryNotFound");
            return;
        }
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        if (path.endsWith(".safetensors") || path.endsWith(".pt")) {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + hex("SHA-256", content) + '"');
            exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://127.0.0.1:" + store.getAddress().getPort() + "/store/" + repository + "/" + path);
            exchange.sendResponseHeaders(302, -1);
            return;
        }
        exchange.getResponseHeaders().set("ETag", '"' + gitHash(content) + '"');
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private void bytes(HttpExchange exchange) throws IOException {
        log(exchange);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            leaked.add(authorization);
        }
        String[] parts =
                exchange.getRequestURI().getPath().substring("/store/".length()).split("/", 3);
        byte[] content =
                repositories.get(parts[0] + "/" + parts[1]).get(parts[2]).clone();
        if (corrupt.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            content[content.length / 2] ^= 1;
        }
        String range = ignoresRanges ? null : exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null && from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
        boolean cut = cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, cut ? (content.length - from) / 2 : content.length - from);
        out.flush(); // closing the exchange too early closes the connection
    }

    static String hex(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String gitHash(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return hex("SHA-1", all);
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
