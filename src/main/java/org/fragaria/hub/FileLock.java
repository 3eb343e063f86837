package org.fragaria.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock of a file that other processes see, and other threads too, which the system's own locks do not separate. The
 * file stays when it is released: removing it would let two hold different files of one name.
 */
final class FileLock implements AutoCloseable {

    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel channel;

    private FileLock(ReentrantLock thread, FileChannel channel) {
        this.thread = thread;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param onWait called once if somebody else holds it
     */
    static FileLock take(Path file, Runnable onWait) {
        ReentrantLock thread = THREADS.computeIfAbsent(file, any -> new ReentrantLock());
        boolean waited = !thread.tryLock();
        if (waited) {
            onWait.run();
            thread.lock();
        }
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                if (!waited) {
                    onWait.run();
                }
                channel.lock();
            }
            return new FileLock(thread, channel);
        } catch (IOException e) {
            thread.unlock();
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close(); // releases the lock
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.unlock();
        }
    }
}
