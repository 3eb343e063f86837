package org.fragaria.explanation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.explanation.automatic.Method;
import org.fragaria.explanation.automatic.Verdict;
import org.fragaria.feature.Token;

/**
 * One explanation with everything that is known about it; also its JSON.
 *
 * @param id its id
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param text plain text
 * @param method {@code human}, or the name of an automatic method
 * @param by who wrote it; null if unknown
 * @param votes sum of all votes
 * @param made when it was written, ISO-8601
 * @param updated when its text changed last, ISO-8601
 * @param scores newest first
 * @param own whether the visitor wrote it, and so may change or delete it
 * @param vote the visitor's vote: +1, −1, or 0 for none
 * @param automatic whether a language model can be asked to score it here
 * @param judge name of that language model; empty if there is none
 */
public record ExplanationPage(
        String id,
        String model,
        String source,
        int index,
        String text,
        String method,
        @Nullable String by,
        int votes,
        String made,
        String updated,
        List<Scored> scores,
        boolean own,
        int vote,
        boolean automatic,
        String judge) {

    /**
     * A score, or a failed one.
     *
     * @param method {@code detection} or {@code fuzzing}
     * @param value balanced accuracy 0..1; null if it failed
     * @param failure why it failed; null if it did not
     * @param judge name of the language model that judged
     * @param code version of Fragaria that asked
     * @param made when, ISO-8601
     * @param details every example that was shown
     */
    public record Scored(
            String method,
            @Nullable Double value,
            @Nullable String failure,
            String judge,
            String code,
            String made,
            List<Shown> details) {

        /** Examples that were judged rightly. */
        public long right() {
            return details.stream().filter(Shown::right).count();
        }

        /** Examples of one kind that were judged rightly. */
        public long right(boolean truth) {
            return details.stream()
                    .filter(one -> one.truth() == truth && one.right())
                    .count();
        }

        /** Examples of one kind. */
        public long shown(boolean truth) {
            return details.stream().filter(one -> one.truth() == truth).count();
        }
    }

    /**
     * An example that was shown to the judge.
     *
     * @param tokens its tokens, with the feature's activation at each
     * @param marked per token, whether it was marked
     * @param peak index of the strongest token, -1 if the feature is silent
     * @param truth what would have been right to say
     * @param said what the judge said
     */
    public record Shown(List<Token> tokens, List<Boolean> marked, int peak, boolean truth, boolean said) {

        static Shown of(Verdict verdict, float max) {
            List<Token> tokens = new java.util.ArrayList<>();
            for (int i = 0; i < verdict.tokens().size(); i++) {
                float value = verdict.values()[i];
                tokens.add(new Token(-1, verdict.tokens().get(i), value, Token.level(value, max)));
            }
            List<Boolean> marked = java.util.stream.IntStream.range(0, tokens.size())
                    .mapToObj(verdict.marked()::contains)
                    .toList();
            return new Shown(tokens, marked, verdict.peak(), verdict.truth(), verdict.said());
        }

        /** Whether the judge was right. */
        public boolean right() {
            return truth == said;
        }
    }

    /** Path of the feature's page. */
    public String feature() {
        return "/" + model + "/" + source + "/" + index;
    }

    /** Path of this page. */
    public String path() {
        return "/explanations/" + id;
    }

    /** Whether a person wrote it. */
    public boolean human() {
        return method.equals(Standing.HUMAN);
    }

    /** What the method is called. */
    public String methodTitle() {
        return Method.titleOf(method);
    }
}
