package org.fragaria.fit;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;

/**
 * A dictionary that rebuilds one tensor well and others badly: the features are its first principal directions, twice, once
 * with each sign, above a threshold. Made from rows of the tensor.
 */
final class PrincipalDictionary {

    static final int WIDTH = 24;
    static final int FEATURES = 24;
    private static final int DIRECTIONS = FEATURES / 2;

    final float[] encoder = new float[WIDTH * FEATURES];
    final float[] decoder = new float[FEATURES * WIDTH];
    final float[] mean = new float[WIDTH];
    final float[] threshold = new float[FEATURES];

    /** @param rows {@code [n · 24]} */
    PrincipalDictionary(float[] rows) {
        int n = rows.length / WIDTH;
        for (int at = 0; at < rows.length; at++) {
            mean[at % WIDTH] += rows[at] / n;
        }
        double[][] directions = principal(covariance(rows, n));
        double variance = 0;
        for (int at = 0; at < rows.length; at++) {
            variance += Math.pow(rows[at] - mean[at % WIDTH], 2) / rows.length;
        }
        for (int f = 0; f < FEATURES; f++) {
            threshold[f] = (float) (0.2 * Math.sqrt(variance));
            for (int i = 0; i < WIDTH; i++) {
                float value = (float) (directions[f / 2][i] * (f % 2 == 0 ? 1 : -1));
                encoder[i * FEATURES + f] = value;
                decoder[f * WIDTH + i] = value;
            }
        }
    }

    private double[][] covariance(float[] rows, int n) {
        double[][] covariance = new double[WIDTH][WIDTH];
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    covariance[i][j] +=
                            (rows[row * WIDTH + i] - mean[i]) * (rows[row * WIDTH + j] - mean[j]) / (double) n;
                }
            }
        }
        return covariance;
    }

    /** Orthogonal iteration. */
    private static double[][] principal(double[][] covariance) {
        Random random = new Random(1);
        double[][] directions = new double[DIRECTIONS][];
        for (int d = 0; d < DIRECTIONS; d++) {
            directions[d] = random.doubles(WIDTH, -1, 1).toArray();
        }
        for (int round = 0; round < 500; round++) {
            for (int d = 0; d < DIRECTIONS; d++) {
                double[] next = times(covariance, directions[d]);
                for (int e = 0; e < d; e++) {
                    double along = dot(next, directions[e]);
                    for (int i = 0; i < WIDTH; i++) {
                        next[i] -= along * directions[e][i];
                    }
                }
                double norm = Math.sqrt(dot(next, next));
                for (int i = 0; i < WIDTH; i++) {
                    next[i] /= norm;
                }
                directions[d] = next;
            }
        }
        return directions;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            product[i] = dot(matrix[i], vector);
        }
        return product;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** What its files may declare. */
    record Declared(
            Architecture architecture,
            String hook,
            boolean subtracts,
            Normalization normalization,
            boolean rescales,
            boolean bos) {

        static Declared at(String hook) {
            return new Declared(Architecture.JUMPRELU, hook, true, Normalization.NONE, false, false);
        }

        Declared subtracting(boolean subtracted) {
            return new Declared(architecture, hook, subtracted, normalization, rescales, bos);
        }

        Declared normalized(Normalization by) {
            return new Declared(architecture, hook, subtracts, by, rescales, bos);
        }

        Declared topk(boolean rescaled) {
            return new Declared(Architecture.TOPK, hook, subtracts, normalization, rescaled, bos);
        }

        Declared bos(boolean begins) {
            return new Declared(architecture, hook, subtracts, normalization, rescales, begins);
        }
    }

    Path write(Path folder, Declared declared) {
        boolean topk = declared.architecture() == Architecture.TOPK;
        DictionaryWriter writer = new DictionaryWriter(new DictionaryConfig(
                        declared.architecture(),
                        WIDTH,
                        FEATURES,
                        declared.subtracts(),
                        declared.normalization(),
                        topk ? 5 : 0,
                        declared.rescales(),
                        false,
                        declared.hook(),
                        Optional.of("gpt2-tiny"),
                        declared.bos(),
                        OptionalInt.of(32),
                        Map.of()))
                .tensor("W_enc", encoder)
                .tensor("W_dec", decoder)
                .tensor("b_enc", new float[FEATURES])
                .tensor("b_dec", mean);
        (topk ? writer : writer.tensor("threshold", threshold)).write(folder);
        return folder;
    }

    /** Multiplies each feature's decoder row, and divides its encoder column, by a number. */
    void stretch(int feature, float by) {
        for (int i = 0; i < WIDTH; i++) {
            encoder[i * FEATURES + feature] /= by;
            decoder[feature * WIDTH + i] *= by;
        }
    }

    /** Exchanges rows and columns of the encoder. */
    void turnEncoder() {
        float[] old = encoder.clone();
        for (int i = 0; i < WIDTH; i++) {
            for (int f = 0; f < FEATURES; f++) {
                encoder[f * FEATURES + i] = old[i * FEATURES + f];
            }
        }
    }
}
