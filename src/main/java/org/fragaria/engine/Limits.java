package org.fragaria.engine;

import org.fragaria.torch.Torch;

/**
 * What one engine takes on. Immutable.
 *
 * @param rows rows in flight at most, those whose prompts are being read included
 * @param rowsPerClient rows of one client in flight while others wait; a single request may have more
 * @param queue requests that may wait
 * @param queuePerClient requests of one client that may wait; nobody in particular may fill the whole queue
 * @param chunk positions of prompts that each lane reads between two steps, in one pass
 * @param readings prompts whose reading has begun at a time
 * @param cacheBytes memory of keys and values of the rows in flight; a single request may need more
 * @param prefixBytes memory of prompts that were read lately, kept for those that begin alike
 */
public record Limits(
        int rows,
        int rowsPerClient,
        int queue,
        int queuePerClient,
        int chunk,
        int readings,
        long cacheBytes,
        long prefixBytes) {

    private static final long MIB = 1 << 20;

    /**
     * What suits the device. On a CPU a chunk is as large as a step may be: products of up to 64 rows are the same in every
     * bit however many rows there are (see {@link org.fragaria.torch.Linear}), and more would gain little, being bound by
     * arithmetic already. A GPU reads larger pieces in the same time.
     */
    public static Limits ofDevice() {
        int chunk = Torch.onCpu() ? 64 : 512;
        return new Limits(64, 24, 256, 32, chunk, 8, 4096 * MIB, 128 * MIB);
    }

    /** The same with pieces of another size. */
    public Limits withChunk(int positions) {
        return new Limits(rows, rowsPerClient, queue, queuePerClient, positions, readings, cacheBytes, prefixBytes);
    }
}
