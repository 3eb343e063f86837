package org.fragaria.explanation;

import java.util.List;

import org.fragaria.feature.Label;

/**
 * All that is said of a feature; also its JSON.
 *
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param labels what it is called, best first; the offline one has no id
 * @param automatic whether a language model can be asked here
 * @param judge name of that language model; empty if there is none
 * @param attempts what the language model was asked to do for this feature, newest first
 */
public record ExplanationsPage(
        String model,
        String source,
        int index,
        List<Label> labels,
        boolean automatic,
        String judge,
        List<AttemptPage> attempts) {

    /** Path of the feature's page. */
    public String feature() {
        return "/" + model + "/" + source + "/" + index;
    }

    /** Path of this page. */
    public String path() {
        return feature() + "/explanations";
    }
}
