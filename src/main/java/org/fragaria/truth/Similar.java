package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws features that are like others in density and in nothing else: controls. */
final class Similar {

    private Similar() {}

    /**
     * For every feature another one.
     *
     * @param features whose densities are wanted
     * @param taken features that are not to be drawn either
     * @param among how many of the nearest in the logarithm of density are drawn from
     */
    static List<Integer> draw(
            TruthSource source, List<Integer> features, Collection<Integer> taken, int among, SplittableRandom random) {
        Set<Integer> used = new HashSet<>(taken);
        used.addAll(features);
        List<Integer> drawn = new ArrayList<>();
        for (int feature : features) {
            double wanted = log(source.density()[feature]);
            List<Integer> nearest = IntStream.range(0, source.dSae())
                    .filter(f -> !used.contains(f) && source.density()[f] > 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(f -> Math.abs(log(source.density()[f]) - wanted)))
                    .limit(among)
                    .toList();
            if (!nearest.isEmpty()) {
                int found = nearest.get(random.nextInt(nearest.size()));
                used.add(found);
                drawn.add(found);
            }
        }
        return drawn;
    }

    private static double log(double density) {
        return Math.log(density + 1e-7);
    }
}
