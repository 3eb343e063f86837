package org.fragaria.measure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

import org.fragaria.measure.MeasuredFeature.Effect;

/**
 * Effects that were computed, in the work folder, so that a run that is killed meanwhile goes on after the last whole block.
 * First the blocks that an earlier run left are read, one after the other, then new ones are written behind them; a block that
 * is cut or damaged counts as never written. Not for several threads.
 *
 * <p>Layout, big-endian: blocks of size of the payload (int32), its CRC-32 (int64), and the payload: number of features
 * (int32); per feature the number of its examples (int32), and per example its number of tokens (int32), change of loss and
 * divergence of each (float32, float32).
 */
final class EffectLog implements Closeable {

    private static final int HEAD = Integer.BYTES + Long.BYTES;

    private final Path path;
    private final RandomAccessFile file;
    private boolean reading = true;

    EffectLog(Path path) {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    /** The next block that an earlier run left, per feature its effects; empty if there is none, and from then on. */
    Optional<List<List<Effect>>> next() {
        if (!reading) {
            return Optional.empty();
        }
        try {
            long begin = file.getFilePointer();
            Optional<List<List<Effect>>> found = block(begin);
            if (found.isEmpty()) {
                reading = false;
                file.setLength(begin);
                file.seek(begin);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private Optional<List<List<Effect>>> block(long begin) throws IOException {
        long left = file.length() - begin - HEAD;
        if (left < 0) {
            return Optional.empty();
        }
        int size = file.readInt();
        long crc = file.readLong();
        if (size < Integer.BYTES || size > left) {
            return Optional.empty();
        }
        byte[] payload = new byte[size];
        file.readFully(payload);
        return crc == crc(payload) ? Optional.of(read(payload)) : Optional.empty();
    }

    private static List<List<Effect>> read(byte[] payload) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
        List<List<Effect>> block = new ArrayList<>();
        for (int features = in.readInt(); features > 0; features--) {
            List<Effect> effects = new ArrayList<>();
            for (int examples = in.readInt(); examples > 0; examples--) {
                int length = in.readInt();
                Effect effect = new Effect(new float[length], new float[length]);
                for (int t = 0; t < length; t++) {
                    effect.loss()[t] = in.readFloat();
                    effect.divergence()[t] = in.readFloat();
                }
                effects.add(effect);
            }
            block.add(effects);
        }
        return block;
    }

    /** Writes a block, and returns once it is on disk; only after {@link #next} found nothing more. */
    void write(List<List<Effect>> block) {
        try {
            byte[] payload = payload(block);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEAD + payload.length);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(payload.length);
            out.writeLong(crc(payload));
            out.write(payload);
            file.write(bytes.toByteArray());
            file.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    private static byte[] payload(List<List<Effect>> block) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(block.size());
        for (List<Effect> effects : block) {
            out.writeInt(effects.size());
            for (Effect effect : effects) {
                out.writeInt(effect.loss().length);
                for (int t = 0; t < effect.loss().length; t++) {
                    out.writeFloat(effect.loss()[t]);
                    out.writeFloat(effect.divergence()[t]);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static long crc(byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(payload);
        return crc.getValue();
    }

    /** Throws away what an earlier run left. */
    void clear() {
        try {
            file.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + path, e);
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
