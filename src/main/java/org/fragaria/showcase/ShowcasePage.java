package org.fragaria.showcase;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Strip;

/**
 * What the front page shows of the demo; part of its JSON.
 *
 * @param model the demo's model
 * @param doors features to begin with
 * @param lights one paragraph as each of them reads it; empty while no source is there or the model cannot run
 * @param liar what changing the liar's features does to the next word; null if it cannot be run
 */
public record ShowcasePage(
        String model,
        List<Door> doors,
        List<Light> lights,
        @Nullable Contrast liar) {

    /**
     * A paragraph as one feature reads it.
     *
     * @param id the subject
     * @param title what the feature stands for
     * @param path its page
     * @param strip the paragraph, special tokens left out
     */
    public record Light(String id, String title, String path, Strip strip) {}

    /**
     * The next word after a prompt, default and changed.
     *
     * @param prompt the story, up to the word
     * @param bars the likeliest words of both
     * @param changes how many features are changed
     * @param model the model
     */
    public record Contrast(String prompt, List<Bar> bars, int changes, String model) {

        /** The end of the story, from its last few sentences on. */
        public String tail() {
            int from = prompt.length();
            for (int sentence = 0; sentence < 4 && from > 0; sentence++) {
                int before = Math.max(prompt.lastIndexOf(". ", from - 2), prompt.lastIndexOf('\n', from - 2));
                from = before < 0 ? 0 : before;
            }
            return from == 0 ? prompt : prompt.substring(from + 1).strip();
        }
    }

    /**
     * A word that may come next.
     *
     * @param normal its probability by default
     * @param changed its probability with the changes
     */
    public record Bar(String token, double normal, double changed) {}

    /** The light that an address asks for, else the first. */
    public String lit(String asked) {
        return lights.stream().map(Light::id).anyMatch(asked::equals) ? asked : first();
    }

    private String first() {
        return lights.isEmpty() ? "" : lights.getFirst().id();
    }

    /** Whether any door can be opened. */
    public boolean open() {
        return doors.stream().anyMatch(door -> door.path() != null);
    }
}
