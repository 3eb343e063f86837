package org.fragaria.explanation;

import java.util.Arrays;
import java.util.List;

import org.fragaria.explanation.automatic.Method;

/**
 * What each method and each score is; also its JSON.
 *
 * @param methods ways in which language models write labels
 * @param scores ways in which labels are scored
 * @param automatic whether a language model can be asked here
 * @param judge name of that language model; empty if there is none
 */
public record MethodsPage(List<About> methods, List<About> scores, boolean automatic, String judge) {

    /**
     * One method or score.
     *
     * @param id its name in addresses and in the API
     * @param title what it is called
     * @param text what it does
     */
    public record About(String id, String title, String text) {}

    static MethodsPage of(Explainer explainer) {
        return new MethodsPage(
                Arrays.stream(Method.values())
                        .map(method -> new About(method.id(), method.title(), method.about()))
                        .toList(),
                List.of(
                        new About("detection", "Detection", DETECTION),
                        new About("fuzzing", "Fuzzing", FUZZING),
                        new About("precision", "Precision and recall", PREDICTION)),
                explainer.available(),
                explainer.model());
    }

    private static final String DETECTION =
            "A language model that knows the label and nothing else is shown ten passages in which the feature fires and"
                    + " ten in which it does not, mixed, and says of each which it is. Active passages are drawn evenly from"
                    + " weak to strong and are none that the writer of the label saw. The score is the mean of two shares:"
                    + " right answers among the active and among the silent. Saying “yes” to everything earns 0.5.";

    private static final String FUZZING =
            "The same judge is shown up to twenty passages in which the feature fires, with some tokens marked: in half of"
                    + " them those on which it does, in the other half as many others. It says whether the marks are right."
                    + " A label that names the topic but not the tokens does well in detection and badly here.";

    private static final String PREDICTION =
            "Of the offline label only, and without any language model: the label is taken as a rule that predicts on"
                    + " which tokens the feature fires, and counted on text that the rule was not made from. Precision is the"
                    + " share of predicted tokens that are active, recall the share of active tokens that are predicted.";
}
