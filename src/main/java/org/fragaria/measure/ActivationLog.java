package org.fragaria.measure;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The measured tokens and activations of the first windows of a run, in a work file: what {@link LogFacts}
 * are computed from once the pass is through, so that memory holds none of it. The file is bounded: the log
 * ends for good before the first window with which it would hold more than {@link MeasureSettings#lookupTokens} tokens, or
 * {@value #PER_TOKEN} times as many activations.
 *
 * <p>Layout, little-endian int32 throughout. Per window: its number, measured tokens {@code n}, activations {@code m};
 * {@code n} times a token id, its place, and how many activations it has, where a place is its position in the window times
 * four plus how many measured tokens of its document stand directly before it in the window (0, 1, or 2 for two and more); {@code m} times a feature and the bits of its float32 activation, in
 * order of position and then feature.
 */
final class ActivationLog implements Closeable {

    /** Activations per token that the log has room for, on the average. */
    static final int PER_TOKEN = 16;

    private final long mostTokens;
    private final FileChannel file;
    private long bytes;
    private long tokens;
    private long activations;
    private int windows;
    private boolean ended;

    ActivationLog(Path path, long mostTokens) {
        this.mostTokens = mostTokens;
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    /** Appends consecutive windows, as far as there is room. */
    void write(List<SparseWindow> windows) {
        for (SparseWindow window : windows) {
            int counted = window.countedTokens();
            ended |= tokens + counted > mostTokens || activations + window.size() > PER_TOKEN * mostTokens;
            if (ended) {
                return;
            }
            append(window, counted);
        }
    }

    private void append(SparseWindow window, int counted) {
        int size = (3 + 3 * counted + 2 * window.size()) * Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt((int) window.window().number()).putInt(counted).putInt(window.size());
        int at = 0;
        for (int p = 0; p < window.counted().length; p++) {
            if (window.counted()[p]) {
                int begin = at;
                while (at < window.size() && window.position()[at] == p) {
                    at++;
                }
                out.putInt(window.window().tokens()[p])
                        .putInt(p << 2 | window.before()[p])
                        .putInt(at - begin);
            }
        }
        for (int i = 0; i < window.size(); i++) {
            out.putInt(window.feature()[i]).putInt(Float.floatToRawIntBits(window.value()[i]));
        }
        out.flip();
        try {
            while (out.hasRemaining()) {
                bytes += file.write(out, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write activations", e);
        }
        tokens += counted;
        activations += window.size();
        windows++;
    }

    /** Measured tokens in the log. */
    int tokens() {
        return Math.toIntExact(tokens);
    }

    /** Windows in the log. */
    int windows() {
        return windows;
    }

    /** Everything in the log. */
    IntBuffer read() {
        try {
            return file.map(MapMode.READ_ONLY, 0, bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asIntBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read activations", e);
        }
    }

    /** Returns once everything written is on disk. */
    void force() {
        try {
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write activations", e);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(bytes);
        out.writeLong(tokens);
        out.writeLong(activations);
        out.writeInt(windows);
        out.writeBoolean(ended);
    }

    /** Goes on from where it stood; what was written after that is written over. */
    void read(DataInput in) throws IOException {
        bytes = in.readLong();
        tokens = in.readLong();
        activations = in.readLong();
        windows = in.readInt();
        ended = in.readBoolean();
        if (file.size() < bytes) {
            throw new IOException("the work file of activations has " + file.size() + " bytes, expected " + bytes);
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
