package org.fragaria.truth;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.fragaria.truth.TruthReport.Change;

/**
 * Features of one source that are turned together.
 *
 * @param shares how much of each, relative to each other, in units of its activation
 * @param positions where: {@code generated} or {@code all}
 */
record FeatureGroup(TruthSource source, List<Integer> features, List<Double> shares, String positions) {

    private static final String GENERATED = "generated";
    private static final String EVERYWHERE = "all";

    /** As much of each, where a decoder row's length is the unit. */
    static FeatureGroup even(TruthSource source, List<Integer> features) {
        return new FeatureGroup(
                source,
                features,
                features.stream()
                        .map(f -> 1.0 / source.dictionary().decoderNorm(f))
                        .toList(),
                GENERATED);
    }

    /** The features that are more active where a concept is, each by as much as it is more active. */
    static FeatureGroup contrast(TruthSource source, int concept, int most) {
        float[] more = source.contrast()[concept];
        List<Integer> features = IntStream.range(0, more.length)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        f -> -more[f] * source.dictionary().decoderNorm(f)))
                .limit(most)
                .filter(f -> more[f] > 0)
                .toList();
        return byContrast(source, more, features, GENERATED);
    }

    /** The features that differ most, more is added and less taken away; what was read before is changed too. */
    static FeatureGroup bothWays(TruthSource source, int concept, int most) {
        float[] more = source.contrast()[concept];
        List<Integer> features = IntStream.range(0, more.length)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        f -> -Math.abs(more[f]) * source.dictionary().decoderNorm(f)))
                .limit(most)
                .toList();
        return byContrast(source, more, features, EVERYWHERE);
    }

    private static FeatureGroup byContrast(TruthSource source, float[] more, List<Integer> features, String positions) {
        return new FeatureGroup(
                source, features, features.stream().map(f -> (double) more[f]).toList(), positions);
    }

    /** The features added so that together they are {@code strength} mean lengths of the residual stream long. */
    List<Change> added(double strength, String where) {
        double unit = strength * source.residualNorm() / length(source, features, shares);
        return IntStream.range(0, features.size())
                .mapToObj(i -> source.change(features.get(i), "add", unit * shares.get(i), where))
                .toList();
    }

    /** How many mean lengths of the residual stream changes are that {@link #added} made. */
    static double lengths(TruthSource source, List<Change> added) {
        List<Integer> features = added.stream().map(Change::index).toList();
        List<Double> strengths = added.stream().map(Change::strength).toList();
        return length(source, features, strengths) / source.residualNorm();
    }

    /** Length of a sum of decoder rows. */
    private static double length(TruthSource source, List<Integer> features, List<Double> shares) {
        double[] sum = new double[source.dictionary().config().dIn()];
        for (int i = 0; i < shares.size(); i++) {
            float[] row = source.dictionary().decoderRow(features.get(i));
            for (int j = 0; j < sum.length; j++) {
                sum[j] += shares.get(i) * row[j];
            }
        }
        double square = 0;
        for (double v : sum) {
            square += v * v;
        }
        return Math.max(Math.sqrt(square), 1e-6);
    }
}
