package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Two texts from one prompt and one seed, each with what the other run thinks of it.
 *
 * @param normal what the model writes left alone
 * @param steered what it writes with the changes
 * @param seconds wall time from the first token to the last
 * @param waited seconds before the first token: waiting for a place, and reading the prompt
 */
public record LabResult(@JsonProperty("default") Side normal, Side steered, double seconds, double waited) {

    /** Alternatives that are told of every place. */
    static final int ALTERNATIVES = 5;

    /**
     * One text.
     *
     * @param places its tokens
     * @param end why it ended: {@code length}, {@code end_of_text}, {@code stop}, {@code context} or {@code cancelled}
     */
    public record Side(List<Place> places, String end) {

        /** The text. */
        public String text() {
            StringBuilder text = new StringBuilder();
            places.forEach(place -> text.append(place.text()));
            return text.toString();
        }

        /** Mean of {@code -ln p} under the model left alone, nats per token; NaN of an empty text. */
        @JsonProperty
        public double loss() {
            return places.stream()
                    .mapToDouble(place -> -Math.log(place.normal()))
                    .average()
                    .orElse(Double.NaN);
        }

        /** Mean divergence of its places, nats. */
        @JsonProperty
        public double divergence() {
            return places.stream().mapToDouble(Place::divergence).average().orElse(Double.NaN);
        }

        /** The places by words: a word begins where a token begins with white space. */
        public List<List<Numbered>> words() {
            List<List<Numbered>> words = new ArrayList<>();
            for (int at = 0; at < places.size(); at++) {
                String text = places.get(at).text();
                boolean opens = words.isEmpty() || text.isBlank() || Character.isWhitespace(text.charAt(0));
                boolean afterBreak = at > 0 && places.get(at - 1).text().endsWith("\n");
                if (opens || afterBreak) {
                    words.add(new ArrayList<>());
                }
                words.getLast().add(new Numbered(at, places.get(at)));
            }
            return words;
        }
    }

    /** A place and its number in the text, from 0. */
    public record Numbered(int at, Place place) {}

    /**
     * A token that was written, and what stood at its place in both runs. Probabilities are at temperature 1.
     *
     * @param id token id
     * @param text display string
     * @param normal its probability under the model left alone, 0..1
     * @param steered its probability under the changes
     * @param divergence {@code KL(writing run ‖ other run)} in nats: on the steered text that of steered from default
     * @param inNormal the likeliest tokens of the model left alone, likeliest first
     * @param inSteered the likeliest under the changes
     */
    public record Place(
            int id,
            String text,
            @JsonProperty("default") double normal,
            double steered,
            double divergence,
            @JsonProperty("inDefault") List<Alternative> inNormal,
            List<Alternative> inSteered) {}

    /**
     * What else could have come.
     *
     * @param probability 0..1
     */
    public record Alternative(int id, String text, double probability) {}

    /** Tokens per second, both texts together; NaN if it took no time. */
    @JsonProperty
    public double tokensPerSecond() {
        int written = normal.places().size() + steered.places().size();
        return seconds > 0 ? written / seconds : Double.NaN;
    }

    /** Whether another run gave the same tokens. */
    boolean sameTexts(LabResult other) {
        return ids(normal).equals(ids(other.normal)) && ids(steered).equals(ids(other.steered));
    }

    private static List<Integer> ids(Side side) {
        return side.places().stream().map(Place::id).toList();
    }

    /** The place of the steered text where the two runs think most differently; -1 if it is empty. */
    public int mostDivergent() {
        int most = steered.places().isEmpty() ? -1 : 0;
        for (int at = 1; at < steered.places().size(); at++) {
            if (steered.places().get(at).divergence()
                    > steered.places().get(most).divergence()) {
                most = at;
            }
        }
        return most;
    }
}
