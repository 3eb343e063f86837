package org.fragaria.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Connections that ask a server for pages without a pause, HTTP/1.1 with keep-alive, uncompressed. */
final class Load {

    static final int CONNECTIONS = 64;

    private final URI server;
    private final Supplier<String> path;

    /**
     * Load on a server.
     *
     * @param path the next path to ask for; called by many threads
     */
    Load(URI server, Supplier<String> path) {
        this.server = server;
        this.path = path;
    }

    /**
     * What was measured.
     *
     * @param perSecond answers per second
     * @param p50 median time of an answer, ms, one decimal
     * @param p99 time that 99 of 100 answers stay below, ms, one decimal
     * @param bytes mean length of a page
     */
    record Result(double perSecond, double p50, double p99, long bytes) {}

    /**
     * Asks for some seconds.
     *
     * @throws IOException if a connection breaks or an answer is no page
     */
    Result run(double seconds) throws IOException {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        List<Future<Connection>> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(threads.submit(() -> new Connection().ask(end)));
            }
            List<Connection> done = new ArrayList<>();
            for (Future<Connection> connection : connections) {
                done.add(connection.get());
            }
            return result(done, seconds);
        } catch (ExecutionException e) {
            throw new IOException("asking " + server + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while asking " + server, e);
        }
    }

    private static Result result(List<Connection> connections, double seconds) {
        long[] nanos = connections.stream()
                .flatMapToLong(connection -> Arrays.stream(connection.nanos, 0, connection.answers))
                .sorted()
                .toArray();
        long bytes =
                connections.stream().mapToLong(connection -> connection.bytes).sum();
        if (nanos.length == 0) {
            return new Result(0, Double.NaN, Double.NaN, 0);
        }
        return new Result(
                nanos.length / seconds,
                milliseconds(nanos[nanos.length / 2]),
                milliseconds(nanos[(int) (nanos.length * 0.99)]),
                bytes / nanos.length);
    }

    private static double milliseconds(long nanos) {
        return Math.round(nanos / 1e5) / 10.0;
    }

    /** One connection, one request at a time. */
    private final class Connection {
        private long[] nanos = new long[1024];
        private int answers;
        private long bytes;

        Connection ask(long end) throws IOException {
            try (Socket socket = new Socket(server.getHost(), server.getPort() < 0 ? 80 : server.getPort())) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
                for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
                    socket.getOutputStream().write(request());
                    bytes += read(in);
                    add(System.nanoTime() - begin);
                }
            }
            return this;
        }

        private byte[] request() {
            return ("GET " + path.get() + " HTTP/1.1\r\nHost: " + server.getAuthority()
                            + "\r\nAccept: text/html\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private void add(long time) {
            if (answers == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * answers);
            }
            nanos[answers++] = time;
        }
    }

    /** Reads an answer; returns the length of its body in bytes. */
    private static long read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.contains(" 200 ")) {
            throw new IOException("expected a page, found '" + status + "'");
        }
        long length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(
                        header.substring("content-length:".length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("expected an answer that says its length");
        }
        in.skipNBytes(length);
        return length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
