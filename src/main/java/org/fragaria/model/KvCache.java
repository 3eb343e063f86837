package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import org.fragaria.torch.TorchOps;

/**
 * Keys and values of the rows in flight: per layer two tensors {@code [slot, kvHead, position, headDim]} float32. A row
 * lives in one slot; rows in use are the first slots without gaps, so that a step reads one contiguous slice. Grows by
 * doubling in both directions. Owned by one thread.
 */
public final class KvCache implements AutoCloseable {

    private final ModelConfig config;
    private final NDManager parent;
    private final NDManager manager;
    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();
    private int slots;
    private int length;

    /** An empty cache for a model, in a sub-manager of the one given. */
    public KvCache(ModelConfig config, NDManager parent) {
        this.config = config;
        this.parent = parent;
        manager = parent.newSubManager();
    }

    /** Makes room for a number of slots and positions; what is held stays. */
    public void reserve(int neededSlots, int neededLength) {
        if (neededSlots <= slots && neededLength <= length) {
            return;
        }
        int newSlots = neededSlots <= slots ? slots : roundUp(neededSlots);
        int newLength =
                neededLength <= length ? length : Math.min(roundUp(Math.max(64, neededLength)), longest(neededLength));
        allocate(newSlots, newLength);
    }

    private void allocate(int newSlots, int newLength) {
        for (int layer = 0; layer < config.layers(); layer++) {
            grow(keys, layer, newSlots, newLength);
            grow(values, layer, newSlots, newLength);
        }
        slots = newSlots;
        length = newLength;
    }

    private int longest(int needed) {
        return Math.max(needed, config.contextLength());
    }

    private static int roundUp(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }

    private void grow(List<NDArray> tensors, int layer, int newSlots, int newLength) {
        if (tensors.size() <= layer) {
            tensors.add(manager.zeros(
                    new Shape(newSlots, config.kvHeads(), newLength, config.headDim()), DataType.FLOAT32));
            return;
        }
        NDArray old = tensors.get(layer);
        tensors.set(layer, TorchOps.grow(old, newSlots, newLength));
        old.close();
    }

    /** Copies the first positions of a slot into another one. */
    public void move(int from, int to, int positions) {
        copy(this, from, to, positions);
    }

    /**
     * Copies the first positions of another cache's slot into one of this, where room is reserved.
     *
     * @param other a cache of the same model
     */
    public void copy(KvCache other, int from, int to, int positions) {
        for (int layer = 0; layer < keys.size() && positions > 0; layer++) {
            TorchOps.copySlot(keys.get(layer), to, other.keys.get(layer), from, positions);
            TorchOps.copySlot(values.get(layer), to, other.values.get(layer), from, positions);
        }
    }

    /** The first positions of a slot by themselves, in a cache of one slot that holds no more; the caller closes it. */
    public KvCache snapshot(int slot, int positions) {
        KvCache alone = new KvCache(config, parent);
        alone.allocate(1, positions);
        alone.copy(this, slot, 0, positions);
        return alone;
    }

    /** Bytes that it holds. */
    public long bytes() {
        return slots * bytes(config, length);
    }

    /** Bytes that one row of a length takes. */
    public static long bytes(ModelConfig config, int positions) {
        return 2L * Float.BYTES * config.layers() * config.kvHeads() * config.headDim() * positions;
    }

    /** Forgets everything and frees the memory; room can be reserved anew. */
    public void clear() {
        keys.forEach(NDArray::close);
        values.forEach(NDArray::close);
        keys.clear();
        values.clear();
        slots = 0;
        length = 0;
    }

    NDArray keys(int layer) {
        return keys.get(layer);
    }

    NDArray values(int layer) {
        return values.get(layer);
    }

    @Override
    public void close() {
        manager.close();
    }
}
