package org.fragaria.pretraining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/** Learns a tokenizer from the documents of a language. */
public final class TokenizerTraining {

    private TokenizerTraining() {}

    /**
     * What was learned.
     *
     * @param tokens size of the vocabulary
     * @param words different words, with the space before them, that occur at least {@code 20} times
     * @param whole how many of them are one token
     */
    public record Learned(int tokens, int words, int whole) {}

    /** Whether a folder holds a tokenizer. */
    public static boolean complete(Path folder) {
        return Files.exists(folder.resolve("tokenizer.json"));
    }

    /** Number of tokens of the tokenizer in a folder. */
    public static int vocabulary(Path folder) {
        return TokenizerFiles.read(folder).size();
    }

    /**
     * Learns a tokenizer and writes it.
     *
     * @param characters how much text to learn from
     * @param vocabulary tokens in all; fewer if the text has too few different words
     * @param context written into the configuration: the model's longest input
     */
    public static Learned run(Lessons lessons, Path folder, long characters, int vocabulary, int context) {
        Map<String, Long> words = words(lessons, characters);
        BytePairs pairs = BytePairs.learn(words, vocabulary);
        TokenizerFiles.write(folder, pairs, context);
        long frequent =
                words.entrySet().stream().filter(TokenizerTraining::frequent).count();
        long whole = words.entrySet().stream()
                .filter(TokenizerTraining::frequent)
                .filter(e -> pairs.encode(e.getKey()).length == 1)
                .count();
        return new Learned(pairs.size(), (int) frequent, (int) whole);
    }

    private static Map<String, Long> words(Lessons lessons, long characters) {
        Map<String, Long> words = new TreeMap<>();
        long read = 0;
        for (long number = 0; read < characters; number++) {
            String text = lessons.document(number, Split.TRAIN, Stage.ALL).text();
            read += text.length();
            WordSplitter.split(text).forEach(w -> words.merge(w, 1L, Long::sum));
        }
        return words;
    }

    private static boolean frequent(Map.Entry<String, Long> word) {
        return word.getValue() >= 20 && word.getKey().matches(" \\p{L}+");
    }
}
