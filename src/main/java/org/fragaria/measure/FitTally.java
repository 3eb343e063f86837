package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * How well the dictionary reconstructs what it reads, over counted positions: FVU {@code Σ‖x − x̂‖² / Σ‖x − x̄‖²}
 * (centred on the mean over the corpus; 0 is perfect, 1 is no better than the mean) on sampled batches, and L0, the mean
 * number of active features per token, on all. Sums in double precision, in order.
 */
final class FitTally {

    private long tokens;
    private long active;
    private long sampled;
    private double unexplained;
    private double squares;
    private final double[] sum;

    FitTally(int dIn) {
        sum = new double[dIn];
    }

    void count(List<SparseWindow> batch) {
        for (SparseWindow window : batch) {
            active += window.size();
            for (boolean counted : window.counted()) {
                tokens += counted ? 1 : 0;
            }
        }
    }

    /**
     * Adds a sampled batch.
     *
     * @param batch for the counted positions
     * @param x what the dictionary read, float32 {@code [window·position, dIn]}
     * @param error what it failed to reconstruct, {@code x − x̂}, same shape
     */
    void sample(List<SparseWindow> batch, FloatBuffer x, FloatBuffer error) {
        float[] row = new float[sum.length];
        int at = 0;
        for (SparseWindow window : batch) {
            for (boolean counted : window.counted()) {
                if (counted) {
                    sampled++;
                    x.get(at, row);
                    for (int i = 0; i < row.length; i++) {
                        sum[i] += row[i];
                        squares += (double) row[i] * row[i];
                    }
                    error.get(at, row);
                    for (float e : row) {
                        unexplained += (double) e * e;
                    }
                }
                at += row.length;
            }
        }
    }

    /** Fraction of variance unexplained; NaN if nothing was sampled or the input never varied. */
    double fvu() {
        double ofMean = 0;
        for (double s : sum) {
            ofMean += s * s / sampled;
        }
        double variance = squares - ofMean;
        return variance > 0 ? unexplained / variance : Double.NaN;
    }

    /** Mean number of active features per token. */
    double l0() {
        return tokens == 0 ? 0 : (double) active / tokens;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(tokens);
        out.writeLong(active);
        out.writeLong(sampled);
        out.writeDouble(unexplained);
        out.writeDouble(squares);
        for (double s : sum) {
            out.writeDouble(s);
        }
    }

    void read(DataInput in) throws IOException {
        tokens = in.readLong();
        active = in.readLong();
        sampled = in.readLong();
        unexplained = in.readDouble();
        squares = in.readDouble();
        for (int i = 0; i < sum.length; i++) {
            sum[i] = in.readDouble();
        }
    }
}
