package org.fragaria.feature;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.fragaria.model.Vocabulary;

/**
 * How the tokens of a source's model are shown, without the model: the display strings of a {@link Vocabulary}, all made
 * once, because a page asks for a thousand of them. Immutable.
 */
public final class TokenTexts {

    private final Vocabulary vocabulary;
    private final String[] texts;
    private final boolean[] whole;

    private TokenTexts(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        texts = IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::text).toArray(String[]::new);
        whole = new boolean[texts.length];
        for (int id = 0; id < whole.length; id++) {
            whole[id] = !texts[id].startsWith("⟨");
        }
    }

    /** Reads them from a {@code tokenizer.json}. */
    public static TokenTexts open(Path tokenizerJson) {
        return new TokenTexts(Vocabulary.open(tokenizerJson));
    }

    /** Those of a vocabulary. */
    public static TokenTexts of(Vocabulary vocabulary) {
        return new TokenTexts(vocabulary);
    }

    /** How many tokens there are. */
    public int size() {
        return texts.length;
    }

    /** The display string of one token, its leading space included. */
    public String text(int id) {
        return id >= 0 && id < texts.length ? texts[id] : vocabulary.text(id);
    }

    /** Display strings of a sequence; a character that is split over tokens shows where it ends. */
    public List<String> texts(int... ids) {
        return Arrays.stream(ids).allMatch(id -> id >= 0 && id < whole.length && whole[id])
                ? Arrays.stream(ids).mapToObj(id -> texts[id]).toList()
                : vocabulary.texts(ids);
    }

    /**
     * Tokens whose display string contains a text, whatever its case; shortest first.
     *
     * @param limit how many at most
     */
    public List<String> containing(String text, int limit) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(texts)
                .filter(token -> token.toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparingInt(String::length))
                .distinct()
                .limit(limit)
                .toList();
    }

    /** The token with exactly this display string. */
    public OptionalInt find(String text) {
        return vocabulary.find(text);
    }
}
