package org.fragaria.explanation;

import java.util.List;

import io.quarkus.qute.TemplateExtension;

import org.fragaria.explanation.automatic.Method;
import org.fragaria.feature.GivenLabels;
import org.fragaria.feature.Label;

/** How labels are spoken of on pages: {@code {explained:method(label.method)}}. */
@TemplateExtension(namespace = "explained")
public final class Words {

    /** Longest headline in characters: longer labels are shown whole below it. */
    private static final int HEADLINE = 140;

    private Words() {}

    /** How a label was made. */
    static String method(String method) {
        return switch (method) {
            case Standing.HUMAN -> "written by hand";
            case GivenLabels.METHOD -> "by the truth report";
            case OfflineLabel.METHOD -> "from measurements, no language model";
            default -> Method.titleOf(method);
        };
    }

    /** What a score means, in a sentence. */
    static String score(String score) {
        return switch (score) {
            case "detection" ->
                "detection: a language model that knows only this label says of unseen passages whether the feature fires"
                        + " there; mean of the shares of right answers, 0.5 is chance";
            case "fuzzing" ->
                "fuzzing: a language model that knows only this label says whether the right tokens are marked; mean of"
                        + " the shares of right answers, 0.5 is chance";
            case "precision" ->
                "precision: where this label, taken as a rule, says that the feature fires on held-out text,"
                        + " this share of the tokens does";
            case "recall" ->
                "recall: of the held-out tokens on which the feature fires, this share is what the label,"
                        + " taken as a rule, says";
            case "F1" ->
                "F1: a threshold on this feature, chosen on other text, says of held-out tokens whether they are what the"
                        + " label names; the harmonic mean of how often it is right and how much it finds";
            default -> score;
        };
    }

    /** Whether a label was made of tokens alone. */
    static boolean offline(Label label) {
        return label.method().equals(OfflineLabel.METHOD);
    }

    /** The beginning of a label, for a headline: its first line, cut between words. */
    static String headline(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        if (line.length() <= HEADLINE) {
            return line;
        }
        int end = line.lastIndexOf(' ', HEADLINE);
        int at = end > HEADLINE / 2 ? end : HEADLINE;
        return line.substring(0, Character.isLowSurrogate(line.charAt(at)) ? at - 1 : at) + " …";
    }

    /** How many labels there are beside the first; empty if there are none. */
    static String others(List<Label> labels) {
        int others = labels.size() - 1;
        return others < 1 ? "" : others + (others == 1 ? " other label" : " other labels");
    }

    /** A number of votes as people say it. */
    static String votes(int votes) {
        return votes == 0
                ? "no votes"
                : (votes > 0 ? "+" : "−") + Math.abs(votes) + (Math.abs(votes) == 1 ? " vote" : " votes");
    }
}
