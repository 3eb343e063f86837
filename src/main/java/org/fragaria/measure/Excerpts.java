package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A fixed number of slots for examples of one feature, in primitive arrays: 24 bytes a slot and 4 for each active token.
 * Token ids are not kept; they are read from the {@link TokenLog} at the end. Slots are filled and moved by the rule of
 * the class that owns them.
 */
final class Excerpts {

    private static final float[] NONE = {};

    /** Window numbers. */
    final int[] window;
    /** The largest activation in the window, float32. */
    final float[] peak;

    private final short[] start;
    private final byte[] length;
    private final byte[] at;
    /** Bit {@code i}: token {@code i} of the excerpt is active. */
    private final long[] mask;
    /** The activations of the active tokens, {@code [active]}. */
    private final float[][] active;

    Excerpts(int slots) {
        window = new int[slots];
        peak = new float[slots];
        start = new short[slots];
        length = new byte[slots];
        at = new byte[slots];
        mask = new long[slots];
        active = new float[slots][];
        java.util.Arrays.fill(active, NONE);
    }

    /** Puts the neighbourhood of the peak of a feature's activations in a window into a slot. */
    void cut(int slot, WindowEntries entries) {
        int from = entries.excerptFrom();
        int to = entries.excerptTo();
        long bits = 0;
        int count = 0;
        for (int i = entries.from; i < entries.to; i++) {
            if (entries.position[i] >= from && entries.position[i] < to) {
                bits |= 1L << (entries.position[i] - from);
                count++;
            }
        }
        float[] values = new float[count];
        int next = 0;
        for (int i = entries.from; i < entries.to; i++) {
            if (entries.position[i] >= from && entries.position[i] < to) {
                values[next++] = entries.value[i];
            }
        }
        window[slot] = entries.windowNumber();
        peak[slot] = entries.peakValue();
        start[slot] = (short) from;
        length[slot] = (byte) (to - from);
        at[slot] = (byte) (entries.peakPosition() - from);
        mask[slot] = bits;
        active[slot] = values;
    }

    /** Copies a slot from elsewhere or here. */
    void copy(Excerpts from, int source, int target) {
        window[target] = from.window[source];
        peak[target] = from.peak[source];
        start[target] = from.start[source];
        length[target] = from.length[source];
        at[target] = from.at[source];
        mask[target] = from.mask[source];
        active[target] = from.active[source];
    }

    /** A slot as an example. */
    MeasuredFeature.Example example(int slot, TokenLog tokens) {
        int size = length[slot];
        float[] dense = new float[size];
        int next = 0;
        for (int i = 0; i < size; i++) {
            if ((mask[slot] >>> i & 1) != 0) {
                dense[i] = active[slot][next++];
            }
        }
        int[] ids = tokens.read(window[slot], start[slot], size);
        return new MeasuredFeature.Example(window[slot], start[slot], at[slot], ids, dense);
    }

    void write(DataOutput out, int slot) throws IOException {
        out.writeInt(window[slot]);
        out.writeFloat(peak[slot]);
        out.writeShort(start[slot]);
        out.writeByte(length[slot]);
        out.writeByte(at[slot]);
        out.writeLong(mask[slot]);
        for (float value : active[slot]) {
            out.writeFloat(value);
        }
    }

    void read(DataInput in, int slot) throws IOException {
        window[slot] = in.readInt();
        peak[slot] = in.readFloat();
        start[slot] = in.readShort();
        length[slot] = in.readByte();
        at[slot] = in.readByte();
        mask[slot] = in.readLong();
        active[slot] = new float[Long.bitCount(mask[slot])];
        for (int i = 0; i < active[slot].length; i++) {
            active[slot][i] = in.readFloat();
        }
    }
}
