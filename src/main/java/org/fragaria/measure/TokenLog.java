package org.fragaria.measure;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.fragaria.corpus.TokenWindows.Window;

/**
 * The token ids of all windows of a run, in a work file, so that examples need not hold them: window {@code w} is
 * {@code length} big-endian int32 at byte {@code 4·w·length}. Writing a window again writes the same bytes, so a resumed
 * run just goes on.
 */
final class TokenLog implements Closeable {

    private final FileChannel file;
    private final int length;

    TokenLog(Path path, int length) {
        this.length = length;
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    /** Writes consecutive windows. */
    void write(List<Window> windows) {
        ByteBuffer bytes = ByteBuffer.allocate(windows.size() * length * Integer.BYTES);
        for (Window window : windows) {
            for (int token : window.tokens()) {
                bytes.putInt(token);
            }
        }
        bytes.flip();
        long at = windows.getFirst().number() * length * Integer.BYTES;
        try {
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write token windows", e);
        }
    }

    int[] read(int window, int start, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size * Integer.BYTES);
        long at = ((long) window * length + start) * Integer.BYTES;
        try {
            while (bytes.hasRemaining()) {
                int read = file.read(bytes, at + bytes.position());
                if (read < 0) {
                    throw new IOException("token window " + window + " is missing from the work file");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read token windows", e);
        }
        int[] tokens = new int[size];
        bytes.flip().asIntBuffer().get(tokens);
        return tokens;
    }

    /** Returns once everything written is on disk. */
    void force() {
        try {
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write token windows", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
