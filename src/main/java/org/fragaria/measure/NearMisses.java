package org.fragaria.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.fragaria.measure.LoggedFeatures.Entries;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Miss;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * Places of an {@link ActivationLog} where a feature might be expected and is not: one of its strongest tokens stands there,
 * and the feature is at zero on the whole excerpt. Tokens come first that are strong and undecided, by {@code strength ·
 * share · (1 − share)}, the strength being the largest activation on the token as a fraction of the feature's maximum and the
 * share that of its occurrences on which the feature fires: what fires on a token always, or as good as never, teaches nothing
 * there. Up to {@value #PLACES} places on up to {@value #TOKENS} tokens, drawn evenly but reproducibly from all occurrences,
 * from different windows, and none that reads the same from two tokens before to one after.
 *
 * <p>Looked for in the log and not in the pass, because only afterwards is it known which tokens are the strongest and how often
 * they fire. Memory: one number per token of the log. Not for several threads.
 */
final class NearMisses {

    static final int PLACES = 8;
    static final int TOKENS = 4;
    /** Strongest tokens that are considered. */
    private static final int CONSIDERED = 32;
    /** Occurrences of a token that are looked at. */
    private static final int TRIES = 64;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final LoggedText text;
    private final int excerpt;
    private final long seed;
    /** Slots by token, rising; those of token {@code t} begin at {@code first[t]}. */
    private final int[] slots;

    private final int[] first;
    /** Activations of one feature by token; all 0 between two features. */
    private final int[] active;

    /**
     * Prepares.
     *
     * @param excerpt longest excerpt in tokens
     * @param seed decides which places are drawn
     */
    NearMisses(LoggedText text, int excerpt, long seed) {
        this.text = text;
        this.excerpt = excerpt;
        this.seed = seed;
        first = new int[text.vocabulary() + 1];
        for (int slot = 0; slot < text.size(); slot++) {
            first[text.token(slot) + 1]++;
        }
        Arrays.parallelPrefix(first, Integer::sum);
        slots = new int[text.size()];
        int[] next = first.clone();
        for (int slot = 0; slot < text.size(); slot++) {
            slots[next[text.token(slot)]++] = slot;
        }
        active = new int[text.vocabulary()];
    }

    /** A token in question. */
    private record Candidate(int token, int occurrences, int active, double worth) {}

    /** Where the feature is silent: cut from the log, in slots. */
    private record Place(int slot, int from, int to) {}

    /**
     * The misses of a feature.
     *
     * @param strongest its strongest tokens, strongest first
     */
    List<Miss> of(int feature, Entries entries, List<TokenScore> strongest) {
        List<Candidate> candidates = candidates(entries, strongest);
        List<Miss> misses = new ArrayList<>();
        Seen seen = new Seen();
        int left = PLACES;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            int share = Math.ceilDiv(left, candidates.size() - i);
            List<Example> places = draw(seed ^ feature * SPREAD, candidate, share, entries, seen);
            left -= places.size();
            if (!places.isEmpty()) {
                misses.add(new Miss(candidate.token, candidate.occurrences, candidate.active, places));
            }
        }
        return List.copyOf(misses);
    }

    private List<Candidate> candidates(Entries entries, List<TokenScore> strongest) {
        for (int i = entries.from(); i < entries.to(); i++) {
            active[text.token(entries.slots()[i])]++;
        }
        float max = strongest.isEmpty() ? 0 : strongest.getFirst().value();
        List<Candidate> candidates = strongest.stream()
                .limit(CONSIDERED)
                .filter(score -> score.token() < text.vocabulary())
                .map(score -> candidate(score, max))
                .filter(candidate -> candidate.worth > 0)
                .sorted(Comparator.comparingDouble((Candidate c) -> -c.worth).thenComparingInt(Candidate::token))
                .limit(TOKENS)
                .toList();
        for (int i = entries.from(); i < entries.to(); i++) {
            active[text.token(entries.slots()[i])] = 0;
        }
        return candidates;
    }

    private Candidate candidate(TokenScore score, float max) {
        int occurrences = first[score.token() + 1] - first[score.token()];
        double share = occurrences == 0 ? 0 : (double) active[score.token()] / occurrences;
        return new Candidate(
                score.token(), occurrences, active[score.token()], score.value() / max * share * (1 - share));
    }

    /** Windows that were used, and what the places read. */
    private static final class Seen {
        private final Set<Integer> windows = new HashSet<>();
        private final Set<List<Integer>> words = new HashSet<>();

        boolean add(int window, List<Integer> around) {
            return !windows.contains(window) && words.add(around) && windows.add(window);
        }
    }

    /** Walks through the occurrences in steps of about the golden ratio, which spreads any number of them evenly. */
    private List<Example> draw(long begin, Candidate candidate, int most, Entries entries, Seen seen) {
        int count = candidate.occurrences;
        int step = (int) Math.max(1, Math.round(count * 0.6180339887498949));
        while (gcd(step, count) > 1) {
            step++;
        }
        long at = Math.floorMod((begin ^ candidate.token) * SPREAD >>> 16, (long) count);
        List<Example> places = new ArrayList<>();
        for (int i = 0; i < Math.min(TRIES, count) && places.size() < most; i++) {
            Place place = around(slots[first[candidate.token] + (int) at]);
            if (silent(place, entries) && seen.add(text.window(place.slot), words(place))) {
                places.add(example(place));
            }
            at = (at + step) % count;
        }
        return places;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** As many tokens as allowed around a slot, within its document. */
    private Place around(int slot) {
        int begin = slot;
        while (slot - begin < excerpt && !text.begins(begin)) {
            begin--;
        }
        int end = slot + 1;
        while (end - slot <= excerpt && end < text.size() && !text.begins(end)) {
            end++;
        }
        int from = Math.max(begin, slot - excerpt / 2);
        int to = Math.min(end, from + excerpt);
        return new Place(slot, Math.max(begin, to - excerpt), to);
    }

    private static boolean silent(Place place, Entries entries) {
        int next = Arrays.binarySearch(entries.slots(), entries.from(), entries.to(), place.from);
        return next < 0 && (-next - 1 == entries.to() || entries.slots()[-next - 1] >= place.to);
    }

    private List<Integer> words(Place place) {
        List<Integer> words = new ArrayList<>();
        for (int slot = place.slot - 2; slot <= place.slot + 1; slot++) {
            words.add(slot < place.from || slot >= place.to ? ContextTree.NONE : text.token(slot));
        }
        return words;
    }

    private Example example(Place place) {
        int[] tokens = new int[place.to - place.from];
        Arrays.setAll(tokens, i -> text.token(place.from + i));
        return new Example(
                text.window(place.slot),
                text.position(place.from),
                place.slot - place.from,
                tokens,
                new float[tokens.length]);
    }
}
