package org.fragaria.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.fragaria.measure.MeasuredFeature.Example;

/**
 * A run of tokens with the feature's activation at each, as shown.
 *
 * @param window number of the corpus window it was cut from; -1 for text that a reader typed
 * @param start position of the first token in that window
 * @param peak index into {@code tokens} of the activation it was chosen for; -1 if there is none
 * @param tokens the tokens, in order
 * @param duplicates how many more places read the same around the peak and were folded into this one
 */
public record Strip(long window, int start, int peak, List<Token> tokens, int duplicates) {

    /** The activation that it was chosen for. */
    public float peakValue() {
        return peak < 0 ? 0 : tokens.get(peak).value();
    }

    /** The text of the token at the peak, without white space around it. */
    public String peakText() {
        return peak < 0 ? "" : tokens.get(peak).text().strip();
    }

    /** Whole words before the peak, without special tokens: the beginning of a text for somebody to go on with. */
    public String lead() {
        int end = Math.max(0, peak);
        while (end > 0 && !opens(end)) {
            end--;
        }
        int first = 0;
        while (first < end && start > 0 && !opens(first)) {
            first++;
        }
        return tokens.subList(first, end).stream()
                .map(Token::text)
                .filter(text -> !(text.startsWith("<") && text.endsWith(">")))
                .collect(Collectors.joining())
                .strip();
    }

    /** Whether a word begins with a token. */
    private boolean opens(int token) {
        return tokens.get(token).text().startsWith(" ");
    }

    /**
     * Cuts an example to what a layout shows.
     *
     * @param max the feature's maximum, which the shades compare with
     */
    public static Strip of(Example example, Show show, TokenTexts texts, float max) {
        int from = first(example, show, texts);
        int to = last(example, show, texts);
        List<String> shown = texts.texts(Arrays.copyOfRange(example.tokens(), from, to));
        List<Token> tokens = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            float value = example.activations()[i];
            tokens.add(new Token(example.tokens()[i], shown.get(i - from), value, Token.level(value, max)));
        }
        return new Strip(example.window(), example.start() + from, example.peak() - from, tokens, 0);
    }

    /** Tokens around the peak of an example, at most so many before and after it. */
    public static List<Token> around(Example example, int before, int after, TokenTexts texts, float max) {
        int from = Math.max(0, example.peak() - before);
        int to = Math.min(example.tokens().length, example.peak() + after + 1);
        List<String> shown = texts.texts(Arrays.copyOfRange(example.tokens(), from, to));
        List<Token> tokens = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            float value = i == example.peak() ? example.activations()[i] : 0;
            tokens.add(new Token(example.tokens()[i], shown.get(i - from), value, Token.level(value, max)));
        }
        return tokens;
    }

    /** What a layout shows of it; it must have a peak. */
    Strip cut(Show show) {
        int from = peak;
        for (int room = show.before(); from > 0 && room > 0; from--) {
            room -= show.cost(tokens.get(from - 1).text());
        }
        int to = peak + 1;
        for (int room = show.after(); to < tokens.size() && room > 0; to++) {
            room -= show.cost(tokens.get(to).text());
        }
        return new Strip(window, start + from, peak - from, tokens.subList(from, to), duplicates);
    }

    Strip withDuplicates(int count) {
        return new Strip(window, start, peak, tokens, count);
    }

    private static int first(Example example, Show show, TokenTexts texts) {
        int from = example.peak();
        for (int room = show.before(); from > 0 && room > 0; from--) {
            room -= show.cost(texts.text(example.tokens()[from - 1]));
        }
        return from;
    }

    private static int last(Example example, Show show, TokenTexts texts) {
        int to = example.peak() + 1;
        for (int room = show.after(); to < example.tokens().length && room > 0; to++) {
            room -= show.cost(texts.text(example.tokens()[to]));
        }
        return to;
    }
}
