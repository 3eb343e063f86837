package org.fragaria.feature;

import java.util.List;

/**
 * The box in which a reader tests texts of their own.
 *
 * @param asked the texts in the address
 * @param results what the feature does on each, in order; empty if there are none
 * @param limit most tokens that the model reads at once, BOS included
 */
public record TestBox(TestTexts asked, List<TextTest> results, int limit) {

    /** Whether something was tested. */
    public boolean some() {
        return !results.isEmpty();
    }

    /** Whether there are results to compare, one line each. */
    public boolean several() {
        return results.size() > 1;
    }

    /** The only result; call it if something was tested. */
    public TextTest single() {
        return results.getFirst();
    }

    /** The text with the strongest activation, counted from 1; 0 if the feature stays at zero on all. */
    public int strongest() {
        int strongest = 0;
        float most = 0;
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).max() > most) {
                most = results.get(i).max();
                strongest = i + 1;
            }
        }
        return strongest;
    }

    /** How many texts the feature fires on. */
    public int firing() {
        return (int) results.stream().filter(result -> result.active() > 0).count();
    }
}
