package org.fragaria.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;

/**
 * Brings one file into the cache. What came is kept at once in a partial file, so a cut connection, a kill or a full disk
 * costs nothing but the rest: the next run asks for the bytes that are missing. A file becomes visible only when its size
 * is right and, where the hub gives it, its SHA-256. One process at a time downloads a file; others wait for it. Used by
 * one thread.
 */
final class Transfer {

    private static final int PIECE = 1 << 16;
    private static final int CHECK_PIECE = 1 << 20;

    private final HubClient client;
    private final HubCache cache;
    private final Patience patience;
    private final HubObserver observer;

    Transfer(HubClient client, HubCache cache, Patience patience, HubObserver observer) {
        this.client = client;
        this.cache = cache;
        this.patience = patience;
        this.observer = observer;
    }

    /**
     * Makes a file of a commit be in its snapshot.
     *
     * @throws UnavailableException if the connection stays cut, or the disk has no room
     * @throws InvalidException if what comes is not what the hub says it is
     */
    void bring(HubAddress address, String commit, String path) {
        if (Files.isRegularFile(cache.snapshot(address.repository(), commit).resolve(path))) {
            return;
        }
        RemoteFile first = describe(address, commit, path);
        Path blob = cache.blob(address.repository(), first.etag());
        if (!present(blob, first)) {
            try (FileLock ignored = FileLock.take(
                    cache.lock(address.repository(), first.etag()),
                    () -> observer.line("Waiting for another process that downloads " + path + "."))) {
                if (!present(blob, first)) {
                    download(address, commit, first);
                }
            }
        }
        cache.link(address.repository(), commit, path, first.etag());
    }

    /** A blob of the wrong size is none: another tool was killed where it could not write whole files. */
    private static boolean present(Path blob, RemoteFile file) {
        return Files.isRegularFile(blob) && (file.size() < 0 || blob.toFile().length() == file.size());
    }

    private RemoteFile describe(HubAddress address, String commit, String path) {
        return new Persistence(patience, observer)
                .until("asking for " + path, () -> client.describe(address, commit, path));
    }

    private void download(HubAddress address, String commit, RemoteFile first) {
        Path partial = cache.partial(address.repository(), first.etag());
        try {
            Files.createDirectories(partial.getParent());
            receive(address, commit, first, partial);
            String wrong = check(partial, first);
            if (!wrong.isEmpty()) {
                observer.line(first.path() + ": " + wrong + "; once more from the start.");
                Files.deleteIfExists(partial);
                receive(address, commit, first, partial);
                wrong = check(partial, first);
            }
            if (!wrong.isEmpty()) {
                Files.deleteIfExists(partial);
                throw new InvalidException(
                        "Download of " + first.path() + " from " + address.repository() + ": " + wrong
                                + ", twice. Nothing was kept; a proxy on the way may change files, or the hub's copy is broken.");
            }
            Files.move(
                    partial,
                    cache.blob(address.repository(), first.etag()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + partial, e);
        }
    }

    /** Until all bytes are here; a location may have expired when a connection was cut, so it is asked for again. */
    private void receive(HubAddress address, String commit, RemoteFile first, Path partial) {
        Persistence persistence = new Persistence(patience, observer);
        AtomicBoolean again = new AtomicBoolean();
        persistence.until("downloading " + first.path(), () -> {
            RemoteFile file = again.getAndSet(true) ? client.describe(address, commit, first.path()) : first;
            long before = length(partial);
            try {
                if (file.size() == 0) {
                    Files.write(partial, new byte[0]);
                } else if (file.size() < 0 || before < file.size()) {
                    piece(address, file, partial, before);
                }
                return true;
            } catch (IOException e) {
                if (length(partial) > before) {
                    persistence.gotFurther();
                }
                throw e;
            }
        });
    }

    private void piece(HubAddress address, RemoteFile file, Path partial, long before) throws IOException {
        requireRoom(partial, file.size() - before, address);
        HttpResponse<InputStream> answer = client.bytes(address, file, before);
        try (Watch body = new Watch(answer.body(), patience.silence())) {
            if (answer.statusCode() == 416) {
                Files.delete(partial);
                throw new TryAgainException("the hub has no bytes after " + before);
            }
            boolean rest = answer.statusCode() == 206 && startsAt(answer, before);
            if (answer.statusCode() == 206 && !rest) {
                throw new TryAgainException("the hub sent other bytes than were asked for");
            }
            save(body, file, partial, rest ? before : 0);
        }
    }

    private static boolean startsAt(HttpResponse<?> answer, long from) {
        return answer.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + from + "-");
    }

    private void save(Watch body, RemoteFile file, Path partial, long from) throws IOException {
        long began = System.nanoTime();
        long at = from;
        byte[] piece = new byte[PIECE];
        try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(from).position(from);
            for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
                write(out, ByteBuffer.wrap(piece, 0, n), partial);
                at += n;
                double seconds = Math.max(1, System.nanoTime() - began) / 1e9;
                observer.progress(
                        new HubObserver.Progress(file.path(), at, Math.max(0, file.size()), (at - from) / seconds));
            }
        }
        if (file.size() >= 0 && at < file.size()) {
            throw new IOException("the connection ended at byte " + at + " of " + file.size());
        }
    }

    /** A disk that refuses is no connection that was cut: trying again would not help. */
    private static void write(FileChannel out, ByteBuffer bytes, Path partial) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UnavailableException(
                    "Cannot write " + partial + " (" + e.getMessage()
                            + "): make room, or set HF_HUB_CACHE to a folder on another disk; the same command goes on.",
                    e);
        }
    }

    private static void requireRoom(Path partial, long bytes, HubAddress address) throws IOException {
        FileStore disk = Files.getFileStore(partial.getParent());
        if (bytes > disk.getUsableSpace()) {
            throw new UnavailableException(
                    "%s: %,d MB are still to come, but the disk of %s has room for %,d MB: make room, or set HF_HUB_CACHE to a folder on another disk."
                            .formatted(
                                    address,
                                    bytes / 1_000_000,
                                    partial.getParent(),
                                    disk.getUsableSpace() / 1_000_000));
        }
    }

    private static long length(Path file) {
        return file.toFile().length();
    }

    /** What is wrong with a whole file; empty if nothing is. */
    private static String check(Path file, RemoteFile expected) throws IOException {
        long size = length(file);
        if (expected.size() >= 0 && size != expected.size()) {
            return "expected %,d bytes, found %,d".formatted(expected.size(), size);
        }
        if (expected.hashed() && !sha256(file).equals(expected.etag())) {
            return "its SHA-256 is not " + expected.etag() + ", which the hub gives";
        }
        return "";
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[CHECK_PIECE];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
