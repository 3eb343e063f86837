package org.fragaria.experiment;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much texts repeat themselves: the share of n-grams of tokens that their text has not had before (distinct-n, Li et al.
 * 2016), mean over the texts. 1 repeats nothing.
 *
 * @param distinct1 of single tokens
 * @param distinct2 of pairs
 * @param distinct3 of triples
 * @param repeated3 triples that their text has had before: {@code 1 − distinct3}
 */
public record Repetition(double distinct1, double distinct2, double distinct3, double repeated3) {

    /** Of texts in tokens; those too short for an n-gram count as repeating nothing. */
    static Repetition of(List<int[]> texts) {
        double three = mean(texts, 3);
        return new Repetition(mean(texts, 1), mean(texts, 2), three, 1 - three);
    }

    private static double mean(List<int[]> texts, int n) {
        return texts.stream().mapToDouble(ids -> distinct(ids, n)).average().orElse(1);
    }

    private static double distinct(int[] ids, int n) {
        int all = ids.length - n + 1;
        if (all <= 0) {
            return 1;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all; i++) {
            seen.add(Arrays.toString(Arrays.copyOfRange(ids, i, i + n)));
        }
        return (double) seen.size() / all;
    }
}
