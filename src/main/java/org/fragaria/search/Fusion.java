package org.fragaria.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reciprocal rank fusion: a document counts the sum over the lists that hold it of {@code 1 / (k + rank)}, ranks from 1.
 * Scores of the lists need not compare, and what two lists agree on comes first. Source: Cormack, Clarke and Büttcher,
 * "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", SIGIR 2009, which found k = 60.
 */
final class Fusion {

    /** How little the very first ranks matter. */
    static final int K = 60;

    private Fusion() {}

    /**
     * Fuses lists, each best first and without repetitions.
     *
     * @return all that any list holds, best first; ties in the order of the lists
     */
    static List<Integer> fuse(List<List<Integer>> lists) {
        Map<Integer, Double> scores = new LinkedHashMap<>();
        for (List<Integer> list : lists) {
            for (int i = 0; i < list.size(); i++) {
                scores.merge(list.get(i), 1.0 / (K + i + 1), Double::sum);
            }
        }
        List<Integer> fused = new ArrayList<>(scores.keySet());
        fused.sort(Comparator.comparingDouble((Integer document) -> -scores.getOrDefault(document, 0.0)));
        return fused;
    }
}
