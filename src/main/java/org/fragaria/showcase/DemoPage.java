package org.fragaria.showcase;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.steering.SteerPage;
import org.fragaria.truth.TruthReport.Arm;
import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.truth.TruthReport.Slot;

/**
 * What the page of a public demo shows; also its JSON.
 *
 * @param id {@code strawberry}, {@code french} or {@code liar}
 * @param title its headline
 * @param model the model's id
 * @param detector the feature that knows best
 * @param features what the button turns, as cards
 * @param turned the same in words, vectors included
 * @param settings what is run
 * @param runnable whether the model can be run here
 * @param result the two texts; null if the address has no prompt
 * @param arms what was counted over many texts, if the report did so
 * @param counted how it was counted
 * @param slots where the word fits and where it does not, for a demo whose change is judged by that; else empty
 * @param ladder the liar's ladder, else empty
 * @param story the held-out story that the prompt comes from; null if there is none
 * @param verdicts what each speaker said about the story, default and changed; empty without a story or a result
 */
public record DemoPage(
        String id,
        String title,
        String model,
        Door detector,
        List<Door> features,
        List<String> turned,
        Settings settings,
        boolean runnable,
        SteerPage.@Nullable Result result,
        List<Arm> arms,
        String counted,
        List<Slot> slots,
        List<RungRow> ladder,
        @Nullable Story story,
        List<String> verdicts) {

    /**
     * What is run.
     *
     * @param rung which rung of the ladder; empty if the demo has none
     * @param story number of the story that the prompt comes from
     */
    public record Settings(String prompt, String rung, int story, double temperature, int seed, int tokens) {}

    /**
     * A rung with what it turns, in words.
     *
     * @param turned one line for each change, or how many there are
     * @param live address that runs it on the story; null if its sources are not there
     */
    public record RungRow(
            String id,
            String title,
            String turned,
            Rate liarsTrue,
            Rate liarsFalse,
            Rate truthfulTrue,
            boolean control,
            boolean chosen,
            @Nullable String live) {}

    /** Path of the page. */
    public String path() {
        return "/demo/" + id;
    }

    /** The address that reproduces the run. */
    public String link() {
        return path() + "?" + query();
    }

    /** The run as JSON. */
    public String jsonLink() {
        return path() + ".json?" + query();
    }

    private String query() {
        return "prompt=" + encoded(settings.prompt())
                + (settings.rung().isEmpty() ? "" : "&rung=" + encoded(settings.rung()) + "&story=" + settings.story())
                + "&temperature=" + settings.temperature() + "&seed=" + settings.seed() + "&tokens="
                + settings.tokens();
    }

    /** The same with another story. */
    public String anotherStory() {
        return path() + "?rung=" + encoded(settings.rung()) + "&story=" + (settings.story() + 1) + "#run";
    }

    /** The same with another seed. */
    public String anotherSeed() {
        return path() + "?prompt=" + encoded(settings.prompt()) + "&seed=" + (settings.seed() + 1) + "&temperature="
                + settings.temperature() + "&tokens=" + settings.tokens() + "#run";
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
