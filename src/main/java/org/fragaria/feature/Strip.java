package org.fragaria.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import org.fragaria.live.LiveSource.Reading;
import org.fragaria.measure.MeasuredFeature.Example;

/**
 * A run of tokens with the feature's activation at each, as shown.
 *
 * @param window number of the corpus window it was cut from; -1 for text that a reader typed
 * @param start position of the first token in that window
 * @param peak index into {@code tokens} of the activation it was chosen for; -1 if there is none
 * @param tokens the tokens, in order
 * @param duplicates how many more places read the same around the peak and were folded into this one
 * @param absence what the model loses there without the feature; null where that was not measured
 */
public record Strip(
        long window,
        int start,
        int peak,
        List<Token> tokens,
        int duplicates,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Absence absence) {

    /** Without a word on what the model loses there. */
    public Strip(long window, int start, int peak, List<Token> tokens, int duplicates) {
        this(window, start, peak, tokens, duplicates, null);
    }

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
        return cut(example, from, to, texts, max);
    }

    /**
     * Cuts an example to so many tokens around its peak.
     *
     * @param before tokens before the peak, at most
     * @param after tokens after the peak, at most
     * @param max the feature's maximum, which the shades compare with
     */
    public static Strip around(Example example, int before, int after, TokenTexts texts, float max) {
        int from = Math.max(0, example.peak() - before);
        int to = Math.min(example.tokens().length, example.peak() + after + 1);
        return cut(example, from, to, texts, max);
    }

    private static Strip cut(Example example, int from, int to, TokenTexts texts, float max) {
        List<String> shown = texts.texts(Arrays.copyOfRange(example.tokens(), from, to));
        List<Token> tokens = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            float value = example.activations()[i];
            tokens.add(new Token(example.tokens()[i], shown.get(i - from), value, Token.level(value, max)));
        }
        return new Strip(example.window(), example.start() + from, example.peak() - from, tokens, 0);
    }

    /** A text that was read by the model, special tokens left out; its peak is the strongest token that is above zero. */
    public static Strip read(Reading reading, TokenTexts texts, float max) {
        List<String> shown = texts.texts(reading.ids());
        List<Token> tokens = new ArrayList<>();
        int peak = -1;
        for (int i = 0; i < reading.ids().length; i++) {
            if (reading.special()[i]) {
                continue;
            }
            float value = reading.values()[i];
            if (value > 0 && (peak < 0 || value > tokens.get(peak).value())) {
                peak = tokens.size();
            }
            tokens.add(new Token(reading.ids()[i], shown.get(i), value, Token.level(value, max)));
        }
        return new Strip(-1, 0, peak, tokens, 0);
    }

    /** Its tokens with no activation but the one at the peak. */
    public List<Token> onlyPeak() {
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> {
                    Token token = tokens.get(i);
                    return i == peak ? token : new Token(token.id(), token.text(), 0, 0);
                })
                .toList();
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
        return new Strip(window, start + from, peak - from, tokens.subList(from, to), duplicates, absence);
    }

    Strip withDuplicates(int count) {
        return new Strip(window, start, peak, tokens, count, absence);
    }

    Strip without(@Nullable Absence measured) {
        return new Strip(window, start, peak, tokens, duplicates, measured);
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
