package org.fragaria.steering;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Token;
import org.fragaria.intervention.Method;
import org.fragaria.web.Parameters;

/**
 * What the page of a steered run shows; also its JSON.
 *
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param max the feature's maximum over the corpus, the unit of strength
 * @param strongest tokens on which the feature fires most, at most three
 * @param settings what is run
 * @param runnable whether the model can be run here
 * @param writers features of the source with the highest output scores: those to steer with
 * @param result the two texts; null if the address has no prompt
 */
public record SteerPage(
        String model,
        String source,
        int index,
        float max,
        List<Token> strongest,
        SteerSettings settings,
        boolean runnable,
        List<Writer> writers,
        @Nullable Result result) {

    /**
     * A feature that writes.
     *
     * @param output its output score
     * @param promoted tokens that it makes more likely, at most five
     */
    public record Writer(int index, double output, List<Token> promoted) {}

    /**
     * Two texts from one prompt and one seed.
     *
     * @param normal the model as it is
     * @param steered with the feature turned
     * @param seconds wall time
     */
    public record Result(@JsonProperty("default") Text normal, Text steered, double seconds) {}

    /**
     * A generated text.
     *
     * @param tokens what was generated
     * @param end why it ended: {@code length}, {@code end_of_text}, {@code context}
     */
    public record Text(List<Written> tokens, String end) {

        /** The tokens as one text. */
        public String text() {
            StringBuilder text = new StringBuilder();
            tokens.forEach(token -> text.append(token.text()));
            return text.toString();
        }
    }

    /**
     * A generated token.
     *
     * @param logprob natural logarithm of its probability under the row's own distribution, at temperature 1
     */
    public record Written(int id, String text, float logprob) {

        /** Its probability, 0..1. */
        public double probability() {
            return Math.exp(logprob);
        }
    }

    /** Path of the feature. */
    public String feature() {
        return "/" + model + "/" + source + "/" + index;
    }

    /** Path of this page. */
    public String path() {
        return feature() + "/steer";
    }

    /** The address that reproduces the run. */
    public String link() {
        return path() + query();
    }

    /** The address of the run as JSON. */
    public String jsonLink() {
        return path() + ".json" + query();
    }

    /** Path of the source's features in the order in which they write. */
    public String writersLink() {
        return "/" + model + "/" + source + "?sort=output&density=all";
    }

    /** The lab with the same settings, where more can be changed. */
    public String labLink() {
        String change = source + "/" + index + " " + Parameters.word(settings.method())
                + (settings.method() == Method.ABLATE ? "" : " " + settings.strength() + " max") + " "
                + Parameters.word(settings.positions());
        return "/" + model + "/steer?prompt=" + URLEncoder.encode(settings.prompt(), StandardCharsets.UTF_8)
                + "&change=" + URLEncoder.encode(change, StandardCharsets.UTF_8) + "&temperature="
                + settings.temperature() + "&seed=" + settings.seed() + "&tokens=" + settings.tokens();
    }

    private String query() {
        return "?prompt=" + URLEncoder.encode(settings.prompt(), StandardCharsets.UTF_8) + "&method="
                + Parameters.word(settings.method()) + "&strength=" + settings.strength() + "&positions="
                + Parameters.word(settings.positions()) + "&temperature=" + settings.temperature() + "&seed="
                + settings.seed() + "&tokens=" + settings.tokens();
    }
}
