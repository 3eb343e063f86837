package org.fragaria.measure;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.problem.ConflictException;

/**
 * The state of a measuring run in one file, replaced atomically: killed at any moment, the folder holds the old or the new
 * state, never half of one.
 *
 * <p>Layout, big-endian: magic {@code FRAGMEAS} (8 bytes), version (int32), identity of the run (UTF-8 with its length as
 * int32), cursor (window int64, document int64, offset int32), seconds spent (float64), {@link FitTally},
 * {@link Tallies}, where the {@link ActivationLog} stands, magic again.
 */
final class Checkpoint {

    private static final long MAGIC = 0x465241474D454153L;
    private static final int VERSION = 3;

    private final Path file;
    private final String identity;

    /** @param identity what a resumed run must agree in: text, model, dictionary, settings */
    Checkpoint(Path file, String identity) {
        this.file = file;
        this.identity = identity;
    }

    /** Where a run stands. */
    record State(Cursor cursor, double seconds) {}

    void write(State state, FitTally fit, Tallies tallies, ActivationLog log) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileOutputStream raw = new FileOutputStream(next.toFile());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(raw, 1 << 16))) {
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            byte[] name = identity.getBytes(StandardCharsets.UTF_8);
            out.writeInt(name.length);
            out.write(name);
            out.writeLong(state.cursor().window());
            out.writeLong(state.cursor().document());
            out.writeInt(state.cursor().offset());
            out.writeDouble(state.seconds());
            fit.write(out);
            tallies.write(out);
            log.write(out);
            out.writeLong(MAGIC);
            out.flush();
            raw.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write checkpoint " + next, e);
        }
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot replace checkpoint " + file, e);
        }
    }

    /**
     * Reads the state into tallies and log, or leaves them as they are if there is no checkpoint.
     *
     * @throws ConflictException if the checkpoint is of another run, of another version, or damaged
     */
    State read(FitTally fit, Tallies tallies, ActivationLog log) {
        if (!Files.exists(file)) {
            return new State(Cursor.START, 0);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readLong() != MAGIC || in.readInt() != VERSION) {
                throw unusable("expected version " + VERSION + " of this program's format", null);
            }
            if (!new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8).equals(identity)) {
                throw unusable("it is of a run with another text, model, dictionary or settings", null);
            }
            State state = new State(new Cursor(in.readLong(), in.readLong(), in.readInt()), in.readDouble());
            fit.read(in);
            tallies.read(in);
            log.read(in);
            if (in.readLong() != MAGIC) {
                throw unusable("its end is damaged", null);
            }
            return state;
        } catch (IOException e) {
            throw unusable("it cannot be read: " + e, e);
        }
    }

    private ConflictException unusable(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ConflictException(
                "Checkpoint " + file + ": " + why + ". Run the command that began it, or start afresh by removing the"
                        + " folder " + file.getParent() + ".",
                cause);
    }
}
