package org.fragaria.showcase;

import jakarta.ws.rs.QueryParam;

import org.jspecify.annotations.Nullable;

import org.fragaria.web.Parameters;

/** The words of a demo's address. */
public record DemoSettings(
        @QueryParam("prompt") @Nullable String prompt,
        @QueryParam("rung") @Nullable String rung,
        @QueryParam("story") @Nullable String story,
        @QueryParam("temperature") @Nullable String temperature,
        @QueryParam("seed") @Nullable String seed,
        @QueryParam("tokens") @Nullable String tokens) {

    private static final int MOST_TOKENS = 256;
    private static final int MOST_STORIES = 1_000_000;
    private static final int LIMIT = 1_000_000_000;

    /** Whether it asks for a run. */
    boolean runs() {
        return prompt != null;
    }

    /** Number of the held-out story. */
    int number() {
        return Parameters.whole("story", story, 0, 0, MOST_STORIES);
    }

    /** What is run: a lie is told in the likeliest words, other texts are drawn. */
    DemoPage.Settings settings(Subject subject, String ownPrompt, String rungId) {
        boolean liar = subject == Subject.LIAR;
        return new DemoPage.Settings(
                prompt == null ? ownPrompt : prompt,
                rungId,
                number(),
                Parameters.real("temperature", temperature, liar ? 0 : 0.8, 0, 2),
                Parameters.whole("seed", seed, 16, -LIMIT, LIMIT),
                Parameters.whole("tokens", tokens, liar ? 8 : 40, 1, MOST_TOKENS));
    }
}
