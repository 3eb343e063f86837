package org.fragaria.measure;

/**
 * The activations of an {@link ActivationLog} by feature: as many features as fit {@value #BLOCK} activations are gathered at
 * a time, so ask for features in rising order. Not for several threads.
 */
final class LoggedFeatures {

    private static final int BLOCK = 1 << 24;

    private final LoggedText text;
    private int blockFrom;
    private int blockTo;
    /** Where each feature of the block begins in the two arrays after it. */
    private int[] begins = {0};

    private int[] slots = {};
    private float[] values = {};

    LoggedFeatures(LoggedText text) {
        this.text = text;
    }

    /**
     * The activations of one feature, by rising slot; good until another feature is asked for.
     *
     * @param slots where they are, from {@code from} to {@code to}, exclusive
     * @param values how much, float32, &gt; 0
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a view of the block
    record Entries(int[] slots, float[] values, int from, int to) {
        boolean isEmpty() {
            return from == to;
        }
    }

    Entries of(int feature) {
        if (feature < blockFrom || feature >= blockTo) {
            load(feature);
        }
        return new Entries(slots, values, begins[feature - blockFrom], begins[feature - blockFrom + 1]);
    }

    private void load(int from) {
        int to = from + 1;
        long size = text.count(from);
        while (to < text.features() && size + text.count(to) <= BLOCK) {
            size += text.count(to++);
        }
        blockFrom = from;
        blockTo = to;
        begins = new int[to - from + 1];
        for (int f = from; f < to; f++) {
            begins[f - from + 1] = begins[f - from] + text.count(f);
        }
        slots = new int[(int) size];
        values = new float[(int) size];
        gather(begins.clone());
    }

    private void gather(int[] next) {
        for (int slot = 0; slot < text.size(); slot++) {
            int active = text.active(slot);
            for (int i = 0; i < active; i++) {
                int feature = text.feature(slot, i);
                if (feature >= blockFrom && feature < blockTo) {
                    int at = next[feature - blockFrom]++;
                    slots[at] = slot;
                    values[at] = text.value(slot, i);
                }
            }
        }
    }
}
