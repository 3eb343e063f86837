package org.fragaria.training;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.problem.InvalidException;

/**
 * The levels of a nested dictionary: prefixes of the features, each of which must reconstruct on its own
 * ({@link Prefixes}). A level's own features are those that the prefix before lacks; the last level ends with the last
 * feature and is not listed. A dictionary without levels has that one only.
 *
 * @param ends where the levels end, ascending, all of the features not included
 * @param active how many of its own features each level has active per token on average, the last one too; empty if all
 *     features compete for the same places
 * @param slow over how many tokens up to the present one each level reconstructs the mean, so that its features stand for
 *     what lasts (a language, a kind of text); 0 for the present token alone, as do levels that are not listed
 */
public record Levels(List<Integer> ends, List<Integer> active, List<Integer> slow) {

    /** A plain dictionary. */
    public static final Levels NONE = new Levels(List.of(), List.of(), List.of());

    private static final int MOST_SLOW = 256;

    public Levels {
        ends = List.copyOf(ends);
        active = List.copyOf(active);
        slow = List.copyOf(slow);
        require(
                slow.stream().allMatch(n -> n == 0 || (n > 1 && n <= MOST_SLOW)),
                "slow",
                "0, or 2 to " + MOST_SLOW + " tokens for each level",
                slow);
        require(
                slow.size() <= ends.size() + 1,
                "slow",
                "at most one number for each of the " + (ends.size() + 1) + " levels",
                slow);
        require(
                active.isEmpty() || active.size() == ends.size() + 1,
                "active",
                "one number for each of the " + (ends.size() + 1) + " levels",
                active);
    }

    /** Checks that they are levels of a dictionary of so many features with {@code k} active. */
    void requireFit(int features, int k) {
        int before = 0;
        for (int end : ends) {
            require(
                    end > before && end < features,
                    "nested",
                    "ascending numbers from 1 to less than the number of features (" + features + ")",
                    ends);
            before = end;
        }
        if (active.isEmpty()) {
            return;
        }
        int from = 0;
        for (int level = 0; level < active.size(); level++) {
            int to = level < ends.size() ? ends.get(level) : features;
            require(
                    active.get(level) >= 1 && active.get(level) <= to - from,
                    "active",
                    "from 1 to the " + (to - from) + " features of level " + (level + 1),
                    active);
            from = to;
        }
        int sum = active.stream().mapToInt(Integer::intValue).sum();
        require(sum == k, "active", "numbers whose sum is k, " + k, active);
    }

    private static void require(boolean good, String what, String expected, Object found) {
        if (!good) {
            throw new InvalidException("Training, " + what + ": expected " + expected + ", found " + found + ".");
        }
    }

    /** Ends of all levels, the last one included. */
    int[] allEnds(int features) {
        List<Integer> all = new ArrayList<>(ends);
        all.add(features);
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Over how many tokens each level looks back, 0 if it does not; as many as there are levels. */
    int[] lookBack() {
        int[] found = new int[ends.size() + 1];
        for (int level = 0; level < slow.size(); level++) {
            found[level] = slow.get(level);
        }
        return found;
    }
}
