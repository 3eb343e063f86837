package org.fragaria.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.fragaria.corpus.Corpus;
import org.fragaria.corpus.TokenWindows;
import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Tokenizer;

/**
 * The beginning of a corpus as token windows, and the same text with the other BOS rule. Immutable.
 */
public final class FitText {

    private final LanguageModel model;
    private final int[][] windows;
    private final boolean begins;

    private FitText(LanguageModel model, int[][] windows, boolean begins) {
        this.model = model;
        this.windows = windows;
        this.begins = begins;
    }

    /**
     * How a corpus is cut for a model and a dictionary: BOS as the dictionary was trained.
     *
     * @param context tokens per window, BOS included
     */
    public static Layout layout(LanguageModel model, DictionaryConfig dictionary, int context) {
        Tokenizer tokenizer = model.tokenizer();
        OptionalInt bos = dictionary.prependBos() ? tokenizer.bos() : OptionalInt.empty();
        IntStream ends = model.config().endOfText().stream().mapToInt(Integer::intValue);
        return new Layout(context, bos, tokenizer.bos().isPresent() ? tokenizer.bos() : ends.min());
    }

    /**
     * Reads from the first document on.
     *
     * @param tokens tokens to read, at most; rounded up to whole windows
     * @throws org.fragaria.problem.InvalidException if the corpus is shorter than one window
     */
    public static FitText read(Corpus corpus, LanguageModel model, Layout layout, int tokens) {
        List<int[]> read = new ArrayList<>();
        try (TokenWindows all =
                new TokenWindows(corpus, text -> model.tokenizer().encode(text, false), layout, Cursor.START)) {
            Optional<TokenWindows.Window> next = all.next();
            while (next.isPresent()) {
                read.add(next.get().tokens());
                next = (long) read.size() * layout.length() < tokens ? all.next() : Optional.empty();
            }
        }
        return new FitText(model, read.toArray(int[][]::new), layout.bos().isPresent());
    }

    /** Token ids, {@code [window][position]}. */
    int[][] windows() {
        return windows;
    }

    /** Whether every window begins with BOS. */
    boolean beginsWithBos() {
        return begins;
    }

    /** Which positions count: all but the first of each window and special tokens, whose norms dwarf the others'. */
    boolean[] counted(int[][] batch) {
        int length = batch[0].length;
        boolean[] counted = new boolean[batch.length * length];
        for (int i = 0; i < counted.length; i++) {
            int token = batch[i / length][i % length];
            counted[i] = i % length > 0 && !model.tokenizer().special(token);
        }
        return counted;
    }

    /** The same text with BOS where it has none, and without where it has one; empty if the model knows no BOS. */
    Optional<FitText> withOtherBos() {
        OptionalInt bos = model.tokenizer().bos();
        if (bos.isEmpty() || (begins && windows[0].length < 3)) {
            return Optional.empty();
        }
        int longest = model.config().contextLength();
        return Optional.of(new FitText(
                model,
                Arrays.stream(windows)
                        .map(window -> begins
                                ? Arrays.copyOfRange(window, 1, window.length)
                                : prepend(bos.getAsInt(), window, longest))
                        .toArray(int[][]::new),
                !begins));
    }

    private static int[] prepend(int bos, int[] window, int longest) {
        int[] longer = new int[Math.min(window.length + 1, longest)];
        longer[0] = bos;
        System.arraycopy(window, 0, longer, 1, longer.length - 1);
        return longer;
    }
}
