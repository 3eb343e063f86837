package org.fragaria.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.fragaria.problem.ConflictException;

/**
 * Keeps a data folder for one server: its database and the demo's making are for one process at a time. The lock is the
 * operating system's, so it goes with the process, however that ends; the file {@code .lock} says who holds it.
 */
final class DataLock implements AutoCloseable {

    private static final String NAME = ".lock";

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param data the data folder; made if missing
     * @param command what runs, for who comes second
     * @throws ConflictException if another process holds it
     */
    static DataLock take(Path data, String command) {
        Path file = data.resolve(NAME);
        try {
            Files.createDirectories(data);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new ConflictException("Data folder " + data + " is in use by "
                        + (holder.isEmpty() ? "another process" : holder)
                        + ": stop it, or choose another folder with --data.");
            }
            byte[] me = ("process " + ProcessHandle.current().pid() + " (" + command + ")\n")
                    .getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(me));
            channel.force(false);
            return new DataLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use data folder " + data, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
