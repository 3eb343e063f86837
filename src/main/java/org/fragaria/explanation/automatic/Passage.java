package org.fragaria.explanation.automatic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature.Example;

/**
 * A piece of text as a language model is shown it.
 *
 * @param window number of the corpus window it was cut from
 * @param tokens display strings of its tokens, {@code [position]}
 * @param values the feature's activation at each, {@code [position]}, ≥ 0
 * @param peak index of the strongest token; -1 if the feature is silent
 */
public record Passage(long window, List<String> tokens, float[] values, int peak) {

    /** Tokens on each side of the peak that are shown. */
    static final int REACH = 16;

    /** An example cut to {@value #REACH} tokens on each side of its peak. */
    static Passage around(Example example, TokenTexts texts) {
        int from = Math.max(0, example.peak() - REACH);
        int to = Math.min(example.tokens().length, example.peak() + REACH + 1);
        return new Passage(
                example.window(),
                texts.texts(Arrays.copyOfRange(example.tokens(), from, to)),
                Arrays.copyOfRange(example.activations(), from, to),
                example.peak() - from);
    }

    /** The same place of the text, of which it is known that the feature is silent on it. */
    static Passage silent(Example example, TokenTexts texts) {
        Passage passage = around(example, texts);
        return new Passage(passage.window, passage.tokens, new float[passage.tokens.size()], -1);
    }

    /** Its text. */
    public String text() {
        return String.join("", tokens);
    }

    /** Its text with some tokens between {@code <<} and {@code >>}; neighbours share one pair. */
    String marked(Set<Integer> marked) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            boolean here = marked.contains(i);
            String token = tokens.get(i);
            if (here && !marked.contains(i - 1)) {
                int space = token.startsWith(" ") ? 1 : 0;
                text.append(token, 0, space).append("<<").append(token.substring(space));
            } else {
                text.append(token);
            }
            if (here && !marked.contains(i + 1)) {
                text.append(">>");
            }
        }
        return text.toString().replace("\n", "\\n");
    }

    /** Positions on which the feature fires. */
    Set<Integer> active() {
        Set<Integer> active = new java.util.TreeSet<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] > 0) {
                active.add(i);
            }
        }
        return active;
    }

    /** Tokens on which it fires with activations scaled to whole tenths of the maximum, as pairs for a person. */
    String pairs(float max) {
        List<String> pairs = new ArrayList<>();
        for (int position : active()) {
            pairs.add("(\"" + tokens.get(position).replace("\n", "\\n") + "\", " + tenths(values[position], max) + ")");
        }
        return pairs.stream().collect(Collectors.joining(", "));
    }

    /** An activation as 0..10: tenths of the maximum, rounded half up, as the published methods do. */
    static int tenths(float value, float max) {
        return max > 0 ? Math.clamp(Math.round(10 * (double) value / max), 0, 10) : 0;
    }
}
