package org.fragaria.neuronpedia;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

import org.fragaria.lab.LabResult.Alternative;
import org.fragaria.lab.LabResult.Place;

/**
 * A token that was written, as Neuronpedia tells log-probabilities: under the run that wrote it, at temperature 1.
 *
 * @param token its text
 * @param logprob natural logarithm of its probability
 * @param topLogprobs the likeliest tokens of its place, likeliest first
 */
public record LogProb(
        @JsonProperty("token") String token,
        @JsonProperty("logprob") double logprob,
        @JsonProperty("topLogprobs") List<Top> topLogprobs) {

    /** A token that was likely. */
    public record Top(
            @JsonProperty("token") String token,
            @JsonProperty("logprob") double logprob) {}

    static LogProb normal(Place place) {
        return new LogProb(place.text(), log(place.normal()), tops(place.inNormal()));
    }

    static LogProb steered(Place place) {
        return new LogProb(place.text(), log(place.steered()), tops(place.inSteered()));
    }

    private static List<Top> tops(List<Alternative> likeliest) {
        return likeliest.stream()
                .map(one -> new Top(one.text(), log(one.probability())))
                .toList();
    }

    /** Finite, because JSON has no infinity: a probability that is too small for a number counts as the smallest one. */
    private static double log(double probability) {
        return Math.log(Math.max(probability, Double.MIN_VALUE));
    }
}
