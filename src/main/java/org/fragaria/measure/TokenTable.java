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
 * For one feature: its largest activation on each token and its sums over even and odd windows, for a bounded number of
 * tokens.
 *
 * <p>When the slots run out, half of the tokens make room: kept are those with the largest maxima (as many as are
 * reported) and then those with the largest sums. So the reported maxima stay exact: a token is dropped only while enough
 * others have a larger maximum, and maxima never fall. Sums of dropped tokens are pooled; the {@linkplain #lookup lookup
 * share} then treats all tokens without a slot as one token, which makes it a little too small, never too large by more
 * than the pooled share.
 */
final class TokenTable {

    private final int limit;
    private final int reported;
    private int size;
    private int[] token = new int[4];
    private float[] max = new float[4];
    /** Sums of activations on even windows, {@code [slot]}, and on odd windows. */
    private double[] even = new double[4];

    private double[] odd = new double[4];
    /** Open-addressing index: slot + 1 by hash of token, 0 for none; at most half full. */
    private short[] index = new short[8];

    private double pooledEven;
    private double pooledOdd;
    /** Over odd windows: sum of activations and of their squares, all tokens. */
    private double sumOdd;

    private double squaresOdd;

    TokenTable(int limit, int reported) {
        this.limit = limit;
        this.reported = reported;
    }

    void add(int tokenId, float value, boolean oddWindow) {
        int slot = slot(tokenId);
        max[slot] = Math.max(max[slot], value);
        if (oddWindow) {
            odd[slot] += value;
            sumOdd += value;
            squaresOdd += (double) value * value;
        } else {
            even[slot] += value;
        }
    }

    void merge(TokenTable other) {
        for (int i = 0; i < other.size; i++) {
            int slot = slot(other.token[i]);
            max[slot] = Math.max(max[slot], other.max[i]);
            even[slot] += other.even[i];
            odd[slot] += other.odd[i];
        }
        pooledEven += other.pooledEven;
        pooledOdd += other.pooledOdd;
        sumOdd += other.sumOdd;
        squaresOdd += other.squaresOdd;
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
        even = Arrays.copyOf(even, slots);
        odd = Arrays.copyOf(odd, slots);
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
        Arrays.sort(
                byMax,
                reported,
                size,
                Comparator.<Integer>comparingDouble(i -> -(even[i] + odd[i])).thenComparingInt(i -> token[i]));
        int kept = limit / 2;
        for (int i = kept; i < size; i++) {
            pooledEven += even[byMax[i]];
            pooledOdd += odd[byMax[i]];
        }
        int[] slots = Arrays.stream(byMax, 0, kept)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        for (int i = 0; i < kept; i++) {
            token[i] = token[slots[i]];
            max[i] = max[slots[i]];
            even[i] = even[slots[i]];
            odd[i] = odd[slots[i]];
        }
        Arrays.fill(max, kept, size, 0);
        Arrays.fill(even, kept, size, 0);
        Arrays.fill(odd, kept, size, 0);
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

    /**
     * Share of the variance of the activation {@code a} over all measured tokens of odd windows that a table from token
     * to activation explains, the table being the mean {@code p} over all occurrences of the token on even windows (0 for
     * tokens that do not occur there):
     *
     * <p>{@code 1 − Σ (a − p)² / Σ (a − ā)²}, where {@code Σ (a − p)² = Σ a² − 2 Σ_token p · S_odd + Σ_token p² · N_odd},
     * {@code S_odd} being the sum of {@code a} over odd windows and {@code N_odd} the occurrences there; cut off below at
     * 0.
     *
     * @param counts occurrences of all tokens
     * @return 0..1, or NaN if the feature is silent on either half, or constant on the odd one
     */
    double lookup(TokenCounts counts) {
        double sumEven = pooledEven;
        double explained = 0;
        long otherEven = counts.totalEven();
        long otherOdd = counts.totalOdd();
        for (int i = 0; i < size; i++) {
            long nEven = counts.even(token[i]);
            long nOdd = counts.odd(token[i]);
            explained += gain(nEven, nOdd, even[i], odd[i]);
            sumEven += even[i];
            otherEven -= nEven;
            otherOdd -= nOdd;
        }
        explained += gain(otherEven, otherOdd, pooledEven, pooledOdd);
        double variance = squaresOdd - sumOdd * sumOdd / counts.totalOdd();
        if (!(sumEven > 0) || !(sumOdd > 0) || !(variance > 0)) {
            return Double.NaN;
        }
        return Math.max(0, 1 - (squaresOdd - explained) / variance);
    }

    /** What predicting one token by its mean on even windows takes off {@code Σ a²}. */
    private static double gain(long nEven, long nOdd, double even, double odd) {
        double mean = nEven > 0 ? even / nEven : 0;
        return 2 * mean * odd - mean * mean * nOdd;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(token[i]);
            out.writeFloat(max[i]);
            out.writeDouble(even[i]);
            out.writeDouble(odd[i]);
        }
        out.writeDouble(pooledEven);
        out.writeDouble(pooledOdd);
        out.writeDouble(sumOdd);
        out.writeDouble(squaresOdd);
    }

    void read(DataInput in) throws IOException {
        size = in.readInt();
        int slots = Math.max(4, size);
        token = new int[slots];
        max = new float[slots];
        even = new double[slots];
        odd = new double[slots];
        for (int i = 0; i < size; i++) {
            token[i] = in.readInt();
            max[i] = in.readFloat();
            even[i] = in.readDouble();
            odd[i] = in.readDouble();
        }
        resize(slots);
        pooledEven = in.readDouble();
        pooledOdd = in.readDouble();
        sumOdd = in.readDouble();
        squaresOdd = in.readDouble();
    }
}
