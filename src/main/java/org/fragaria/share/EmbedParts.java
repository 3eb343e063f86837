package org.fragaria.share;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.web.Framed;
import org.fragaria.web.Parameters;

/**
 * Which parts of a feature an embed shows; each is shown unless its parameter says {@code false}. The names are
 * Neuronpedia's.
 */
public record EmbedParts(
        boolean explanation,
        boolean plots,
        boolean steer,
        boolean activations,
        boolean link,
        boolean test,
        boolean testField) {

    /** The address's own words; {@link #parts} reads them. */
    public record Words(
            @QueryParam("embed") @Nullable String embed,
            @QueryParam("embedexplanation") @Nullable String explanation,
            @QueryParam("embedplots") @Nullable String plots,
            @QueryParam("embedsteer") @Nullable String steer,
            @QueryParam("embedactivations") @Nullable String activations,
            @QueryParam("embedlink") @Nullable String link,
            @QueryParam("embedtest") @Nullable String test,
            @QueryParam("embedtestfield") @Nullable String testField,
            @QueryParam("defaulttesttext") @Nullable String text) {

        EmbedParts parts() {
            return new EmbedParts(
                    yes("embedexplanation", explanation),
                    yes("embedplots", plots),
                    yes("embedsteer", steer),
                    yes("embedactivations", activations),
                    yes("embedlink", link),
                    yes("embedtest", test),
                    yes("embedtestfield", testField));
        }

        private static boolean yes(String name, @Nullable String text) {
            return Parameters.choice(name, text, Framed.TRUE) == Framed.TRUE;
        }
    }

    /**
     * A part that can be chosen.
     *
     * @param name its parameter
     * @param label what it is called
     */
    public record Part(String name, String label, boolean shown) {}

    /** All parts, with whether they are shown. */
    List<Part> all() {
        return List.of(
                new Part("embedexplanation", "Explanation", explanation),
                new Part("embedactivations", "Examples", activations),
                new Part("embedplots", "Plots", plots),
                new Part("embedtest", "Test of a text", test),
                new Part("embedtestfield", "Field for texts", testField),
                new Part("embedsteer", "Steering", steer),
                new Part("embedlink", "Link to the page", link));
    }

    /** The words of an address that shows these parts: those that are left out. */
    String query() {
        List<String> words = new ArrayList<>(List.of("embed=true"));
        all().stream().filter(part -> !part.shown()).forEach(part -> words.add(part.name() + "=false"));
        return String.join("&", words);
    }
}
