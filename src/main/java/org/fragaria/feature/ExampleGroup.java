package org.fragaria.feature;

import java.nio.IntBuffer;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Interval;

/**
 * Examples that belong together: the strongest, or those of one interval of activation.
 *
 * @param top whether these are the strongest of all; else an interval's, drawn evenly
 * @param from lower edge of the activations, exclusive
 * @param to upper edge, inclusive
 * @param tokens corpus tokens with an activation in between
 * @param share those as a fraction of all tokens on which the feature fires
 * @param low shade of the lower edge
 * @param high shade of the upper edge
 * @param kept how many examples are kept, folded ones included
 * @param strips those that are shown
 */
public record ExampleGroup(
        boolean top, float from, float to, long tokens, double share, int low, int high, int kept, List<Strip> strips) {

    /** Tokens around the peak that two examples must share to count as the same place said twice. */
    private static final int BEFORE = 8;

    private static final int AFTER = 3;

    static ExampleGroup top(MeasuredFeature feature, ExampleView view) {
        List<Example> examples = feature.top();
        float max = feature.firing().max();
        float least = examples.isEmpty() ? 0 : examples.getLast().peakActivation();
        return new ExampleGroup(
                true,
                least,
                max,
                examples.size(),
                share(examples.size(), feature),
                Math.max(1, Token.level(least, max)),
                10,
                examples.size(),
                view.strips(folded(examples, view), view.topShown(), absences(feature, view)));
    }

    private static Map<Example, Absence> absences(MeasuredFeature feature, ExampleView view) {
        float scale = Absence.scale(feature.effects());
        Map<Example, Absence> found = new IdentityHashMap<>();
        for (int i = 0; i < feature.effects().size(); i++) {
            Example example = feature.top().get(i);
            found.put(example, Absence.of(feature.effects().get(i), example, view.texts(), scale));
        }
        return found;
    }

    static ExampleGroup interval(Interval interval, MeasuredFeature feature, ExampleView view) {
        float max = feature.firing().max();
        float width = interval.to() - interval.from();
        return new ExampleGroup(
                false,
                interval.from(),
                interval.to(),
                interval.activeTokens(),
                share(interval.activeTokens(), feature),
                Math.max(1, Token.level(interval.from() + width / 4, max)),
                Math.max(1, Token.level(interval.to(), max)),
                interval.examples().size(),
                view.strips(folded(interval.examples(), view), view.intervalShown()));
    }

    private static double share(long tokens, MeasuredFeature feature) {
        long all = feature.firing().activeTokens();
        return all == 0 ? 0 : (double) tokens / all;
    }

    /**
     * What two examples share if they are the same place said twice.
     *
     * @param peak where the peak is in it
     * @param tokens the tokens around the peak
     */
    private record Around(int peak, IntBuffer tokens) {

        static Around of(Example example) {
            int from = Math.max(0, example.peak() - BEFORE);
            int to = Math.min(example.tokens().length, example.peak() + AFTER + 1);
            return new Around(example.peak() - from, IntBuffer.wrap(example.tokens(), from, to - from));
        }
    }

    private static List<Folded> folded(List<Example> examples, ExampleView view) {
        return view.choice().unfolded()
                ? examples.stream().map(example -> new Folded(example, 0)).toList()
                : fold(examples);
    }

    /** The first of every set of examples that read the same around their peak, with the number of the others. */
    private static List<Folded> fold(List<Example> examples) {
        Map<Around, Folded> folded = new LinkedHashMap<>();
        for (Example example : examples) {
            folded.merge(Around.of(example), new Folded(example, 0), (first, other) -> first.andOne());
        }
        return List.copyOf(folded.values());
    }

    /** An example, and how many more places it stands for. */
    record Folded(Example example, int others) {
        Folded andOne() {
            return new Folded(example, others + 1);
        }
    }
}
