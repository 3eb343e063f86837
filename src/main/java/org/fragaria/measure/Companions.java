package org.fragaria.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.fragaria.measure.LoggedFeatures.Entries;
import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Together;

/**
 * Which features fire on the same tokens of an {@link ActivationLog}: of those that meet a feature more often than chance, the
 * {@value #LISTED} with the largest overlap (Jaccard index: both / either). More often than chance is three standard deviations
 * above what independent features would do, {@code both > e + 3·√e} with {@code e = active · active / tokens}, and at least
 * {@value #LEAST} times. The overlap is not taken in by features that are nearly always on, nor by a single meeting of rare ones.
 *
 * <p>Counted feature by feature, with one number per feature of memory, on as many tokens from the beginning as hold
 * 2<sup>30</sup> pairs of activations: seconds. Not for several threads.
 */
final class Companions {

    static final int LISTED = 8;
    static final int LEAST = 3;
    private static final long PAIRS = 1L << 30;

    private final LoggedText text;
    /** Slots that are counted: those before this one. */
    private final int slots;
    /** By feature, on how many of them it fires. */
    private final int[] active;
    /** How often one feature meets each other one; all 0 between two features. */
    private final int[] both;

    private int[] met = new int[1024];

    Companions(LoggedText text) {
        this.text = text;
        active = new int[text.features()];
        both = new int[text.features()];
        long pairs = 0;
        int slot = 0;
        for (; slot < text.size(); slot++) {
            int here = text.active(slot);
            pairs += (long) here * here;
            if (pairs > PAIRS) {
                break;
            }
            for (int i = 0; i < here; i++) {
                active[text.feature(slot, i)]++;
            }
        }
        slots = slot;
    }

    /** Tokens that are counted. */
    int tokens() {
        return slots;
    }

    Together of(int feature, Entries entries) {
        if (active[feature] == 0) {
            return new Together(slots, 0, List.of());
        }
        int others = meet(feature, entries);
        List<Companion> companions = IntStream.range(0, others)
                .map(i -> met[i])
                .filter(other -> beyondChance(feature, other))
                .mapToObj(other -> new Companion(other, both[other], active[other]))
                .sorted(Comparator.comparingDouble((Companion c) -> -overlap(feature, c))
                        .thenComparingInt(Companion::feature))
                .limit(LISTED)
                .toList();
        for (int i = 0; i < others; i++) {
            both[met[i]] = 0;
        }
        return new Together(slots, active[feature], companions);
    }

    /** Counts, and lists whom the feature meets. */
    private int meet(int feature, Entries entries) {
        int others = 0;
        for (int i = entries.from(); i < entries.to() && entries.slots()[i] < slots; i++) {
            int slot = entries.slots()[i];
            int here = text.active(slot);
            for (int j = 0; j < here; j++) {
                int other = text.feature(slot, j);
                if (other != feature && both[other]++ == 0) {
                    met = others == met.length ? Arrays.copyOf(met, others * 2) : met;
                    met[others++] = other;
                }
            }
        }
        return others;
    }

    private boolean beyondChance(int feature, int other) {
        double expected = (double) active[feature] * active[other] / slots;
        return both[other] >= LEAST && both[other] > expected + 3 * Math.sqrt(expected);
    }

    private double overlap(int feature, Companion other) {
        return (double) other.both() / (active[feature] + other.active() - other.both());
    }
}
