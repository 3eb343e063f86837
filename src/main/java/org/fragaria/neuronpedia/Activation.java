package org.fragaria.neuronpedia;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.OpenSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.SourceManifest;

/**
 * Neuronpedia's object for an example, in its field names.
 *
 * @param dataIndex number of the corpus window
 * @param binMin lower edge of the interval it was drawn from; -1 for the strongest examples
 * @param binMax upper edge; -1 for the strongest
 * @param binContains fraction of active tokens in the interval; -1 for the strongest
 * @param qualifyingTokenIndex the token that put it in its interval; null for the strongest
 */
record Activation(
        String id,
        List<String> tokens,
        String dataIndex,
        String index,
        String layer,
        String modelId,
        String dataSource,
        float maxValue,
        int maxValueTokenIndex,
        float minValue,
        float[] values,
        List<Float> dfaValues,
        @Nullable Integer dfaTargetIndex,
        @Nullable Float dfaMaxValue,
        List<Integer> zQIndices,
        List<Integer> zKIndices,
        List<Float> zValues,
        @Nullable String creatorId,
        String createdAt,
        List<Float> lossValues,
        @Nullable String logitContributions,
        double binMin,
        double binMax,
        double binContains,
        @Nullable Integer qualifyingTokenIndex) {

    /** Which examples an example belongs to. */
    private record Bin(double min, double max, double contains) {

        static final Bin TOP = new Bin(-1, -1, -1);

        static Bin of(Interval interval, long active) {
            return new Bin(interval.from(), interval.to(), active == 0 ? 0 : interval.activeTokens() / (double) active);
        }
    }

    /** All examples of a feature, strongest first. */
    static List<Activation> of(OpenSource open, MeasuredFeature feature) {
        List<Activation> activations = new ArrayList<>();
        feature.top().forEach(example -> activations.add(of(open, feature, example, Bin.TOP, activations.size())));
        for (Interval interval : feature.intervals()) {
            Bin bin = Bin.of(interval, feature.firing().activeTokens());
            interval.examples()
                    .forEach(example -> activations.add(of(open, feature, example, bin, activations.size())));
        }
        activations.sort(Comparator.comparingDouble(Activation::maxValue).reversed());
        return activations;
    }

    private static Activation of(OpenSource open, MeasuredFeature feature, Example example, Bin bin, int number) {
        SourceManifest manifest = open.manifest();
        float[] values = example.activations();
        int strongest = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            strongest = values[i] > values[strongest] ? i : strongest;
            least = Math.min(least, values[i]);
        }
        String index = Integer.toString(feature.index());
        return new Activation(
                manifest.model() + "-" + manifest.source() + "-" + index + "-" + number,
                open.tokens().texts(example.tokens()),
                Long.toString(example.window()),
                index,
                manifest.source(),
                manifest.model(),
                String.join(", ", manifest.corpus().files()),
                values[strongest],
                strongest,
                least,
                values,
                List.of(),
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                manifest.created(),
                List.of(),
                null,
                bin.min(),
                bin.max(),
                bin.contains(),
                bin == Bin.TOP ? null : example.peak());
    }
}
