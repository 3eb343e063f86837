package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * For one feature: its largest activation on each token, for a bounded number of tokens.
 *
 * <p>When the slots run out, half of the tokens make room: those with the smallest maxima. As the reported ones are at most
 * half of the slots and maxima never fall, the reported maxima stay exact: a token is dropped only while enough others have
 * a larger maximum.
 */
final class TokenTable {

    private final int limit;
    private final int reported;
    private int size;
    private int[] token = new int[4];
    private float[] max = new float[4];
    /** Open-addressing index: slot + 1 by hash of token, 0 for none; at most half full. */
    private short[] index = new short[8];

    TokenTable(int limit, int reported) {
        this.limit = limit;
        this.reported = reported;
    }

    void add(int tokenId, float value) {
        int slot = slot(tokenId);
        max[slot] = Math.max(max[slot], value);
    }

    void merge(TokenTable other) {
        for (int i = 0; i < other.size; i++) {
            add(other.token[i], other.max[i]);
        }
    }

    private int slot(int tokenId) {
        int at = find(tokenId);
        if (index[at] != 0) {
            return index[at] - 1;
        }
        if (size == limit) {
            drop();
            at = find(tokenId);
        } else if (size == token.length) {
            resize(Math.min(limit, size * 2));
            at = find(tokenId);
        }
        token[size] = tokenId;
        index[at] = (short) ++size;
        return size - 1;
    }

    /** Where in the index a token is, or would be. */
    private int find(int tokenId) {
        int mask = index.length - 1;
        int at = (tokenId * 0x9E3779B9 >>> 7) & mask;
        while (index[at] != 0 && token[index[at] - 1] != tokenId) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void resize(int slots) {
        token = Arrays.copyOf(token, slots);
        max = Arrays.copyOf(max, slots);
        index = new short[Integer.highestOneBit(Math.max(1, slots - 1)) * 4];
        reindex();
    }

    private void reindex() {
        Arrays.fill(index, (short) 0);
        for (int i = 0; i < size; i++) {
            index[find(token[i])] = (short) (i + 1);
        }
    }

    private void drop() {
        Integer[] byMax = byMax();
        int kept = limit / 2;
        int[] slots = Arrays.stream(byMax, 0, kept)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        for (int i = 0; i < kept; i++) {
            token[i] = token[slots[i]];
            max[i] = max[slots[i]];
        }
        Arrays.fill(max, kept, size, 0);
        size = kept;
        reindex();
    }

    private Integer[] byMax() {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -max[i]).thenComparingInt(i -> token[i]))
                .toArray(Integer[]::new);
    }

    /** The strongest tokens with the largest activation on each, strongest first; exact. */
    List<TokenScore> strongest() {
        return Arrays.stream(byMax())
                .limit(reported)
                .map(i -> new TokenScore(token[i], max[i]))
                .toList();
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(token[i]);
            out.writeFloat(max[i]);
        }
    }

    void read(DataInput in) throws IOException {
        size = in.readInt();
        int slots = Math.max(4, size);
        token = new int[slots];
        max = new float[slots];
        for (int i = 0; i < size; i++) {
            token[i] = in.readInt();
            max[i] = in.readFloat();
        }
        resize(slots);
    }
}
