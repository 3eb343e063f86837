package org.fragaria.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into the pieces within which byte pairs are merged: first at every digit, which stays alone, then as GPT-2
 * does (openai/gpt-2, {@code src/encoder.py}): words with the space before them, runs of punctuation, white space. What
 * {@link TokenizerFiles} writes makes Hugging Face's library cut alike.
 */
final class WordSplitter {

    private static final Pattern DIGIT = Pattern.compile("\\p{N}");
    private static final Pattern PIECE = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private WordSplitter() {}

    /** The pieces of a text; together they are the text. */
    static List<String> split(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher digit = DIGIT.matcher(text);
        int from = 0;
        while (digit.find()) {
            splitWords(text.substring(from, digit.start()), pieces);
            pieces.add(digit.group());
            from = digit.end();
        }
        splitWords(text.substring(from), pieces);
        return pieces;
    }

    private static void splitWords(String text, List<String> pieces) {
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            pieces.add(piece.group());
        }
    }
}
