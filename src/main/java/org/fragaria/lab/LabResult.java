package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.fragaria.steering.Openings;

/**
 * Two texts from one prompt and one seed, each with what the other run thinks of it; and a third one where the same wish was
 * said in words.
 *
 * @param normal what the model writes left alone
 * @param steered what it writes with the changes
 * @param told what it writes left alone and told the wish in words; null if there was no wish
 * @param seconds wall time from the first token to the last
 * @param waited seconds before the first token: waiting for a place, and reading the prompt
 * @param shifts how far the changes moved the tensors of the steered run, by address
 */
public record LabResult(
        @JsonProperty("default") Side normal,
        Side steered,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Told told,
        double seconds,
        double waited,
        List<Shift> shifts) {

    public LabResult {
        shifts = List.copyOf(shifts);
    }

    /** A run without a wish in words. */
    public LabResult(Side normal, Side steered, double seconds, double waited, List<Shift> shifts) {
        this(normal, steered, null, seconds, waited, shifts);
    }

    /** Alternatives that are told of every place. */
    static final int ALTERNATIVES = 5;

    /**
     * How far a tensor was moved.
     *
     * @param address where
     * @param ratio mean of {@code ‖delta‖ / ‖h‖} over the tokens that were touched; 1 is as far as the tensor is long
     * @param tokens how many tokens were touched
     */
    public record Shift(String address, double ratio, long tokens) {}

    /**
     * The text that answers the wish in words. In its places {@code steered} is the probability in the run that wrote it,
     * with the wish; {@code default} that of the model left alone after the same words without the wish; the divergence is
     * that of the first from the second.
     *
     * @param places its tokens
     * @param end as of the other texts
     * @param how where the wish stood
     */
    public record Told(List<Place> places, String end, Openings.How how) {

        /** The text beside the others. */
        public Side side() {
            return new Side(places, end);
        }

        /** As of the other texts: what the model left alone, without the wish, pays for it. */
        @JsonProperty
        public double loss() {
            return side().loss();
        }

        /** Mean divergence of the model that was told from the one that was not, nats. */
        @JsonProperty
        public double divergence() {
            return side().divergence();
        }
    }

    /** The texts: left alone, steered, and told the wish if there is one. */
    public List<Side> sides() {
        return told == null ? List.of(normal, steered) : List.of(normal, steered, told.side());
    }

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

        /**
         * The text as an answer in a chat: without the token that ended it, and without the text at which it stopped.
         *
         * @param stops texts at which it may have stopped
         */
        public String answer(List<String> stops) {
            List<Place> said = end.equals("end_of_text") ? places.subList(0, places.size() - 1) : places;
            String text = new Side(said, "").text();
            int cut = !end.equals("stop")
                    ? -1
                    : stops.stream()
                            .mapToInt(text::indexOf)
                            .filter(at -> at >= 0)
                            .min()
                            .orElse(-1);
            return (cut < 0 ? text : text.substring(0, cut)).strip();
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
     * @param steered its probability under the changes; of a text that answers a wish in words, under that wish
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

    /** Tokens per second, all texts together; NaN if it took no time. */
    @JsonProperty
    public double tokensPerSecond() {
        int written = sides().stream().mapToInt(side -> side.places().size()).sum();
        return seconds > 0 ? written / seconds : Double.NaN;
    }

    /** Whether another run gave the same tokens. */
    boolean sameTexts(LabResult other) {
        return sides().stream()
                .map(LabResult::ids)
                .toList()
                .equals(other.sides().stream().map(LabResult::ids).toList());
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
