package org.fragaria.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.corpus.Corpus;
import org.fragaria.corpus.TokenWindows;
import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.corpus.TokenWindows.Window;
import org.fragaria.engine.ActivationReader;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Tokenizer;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.TorchOps;

/**
 * The activations of a stretch of a corpus, in blocks that fit into memory. A block depends only on where it begins, so
 * an interrupted training computes it again. Special tokens and, if so chosen, the first position of each window are
 * left out. Not for several threads.
 */
final class ActivationBlocks {

    /** Tokens in one forward pass. */
    private static final int PASS = 4096;

    private final LanguageModel model;
    private final ActivationReader reader;
    private final Corpus corpus;
    private final Layout layout;
    private final Stretch stretch;
    private final boolean firstPosition;

    /** Documents {@code first … last - 1} of a corpus. */
    record Stretch(long first, long last) {

        Cursor start() {
            return new Cursor(0, first, 0);
        }

        boolean includes(Cursor after) {
            return after.document() < last || (after.document() == last && after.offset() == 0);
        }
    }

    /**
     * Some activations.
     *
     * @param rows {@code [n, width]} float32
     * @param next where the next block begins; the beginning of the stretch when this one reached its end
     * @param all whether this block is the whole stretch
     */
    record Block(NDArray rows, Cursor next, boolean all) {}

    ActivationBlocks(
            LanguageModel model, ActivationReader reader, Corpus corpus, Stretch stretch, TrainingSettings settings) {
        this.model = model;
        this.reader = reader;
        this.corpus = corpus;
        this.stretch = stretch;
        firstPosition = settings.firstPosition();
        Tokenizer tokenizer = model.tokenizer();
        OptionalInt bos = tokenizer.addsBos() ? tokenizer.bos() : OptionalInt.empty();
        layout = new Layout(settings.context(), bos, bos);
    }

    Cursor start() {
        return stretch.start();
    }

    /** The block that begins at a cursor and ends after about so many rows, or at the end of the stretch. */
    Block read(NDManager manager, Cursor from, long rows) {
        try (NDManager scratch = manager.newSubManager();
                TokenWindows windows =
                        new TokenWindows(corpus, text -> model.tokenizer().encode(text, false), layout, from)) {
            NDList parts = new NDList();
            long have = 0;
            Optional<Cursor> next = Optional.of(from);
            while (have < rows && next.isPresent()) {
                next = pass(scratch, windows, parts);
                have = parts.stream().mapToLong(p -> p.getShape().get(0)).sum();
            }
            if (parts.isEmpty()) {
                throw tooShort();
            }
            NDArray all = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts);
            all.attach(manager);
            boolean whole = next.isEmpty() && from.equals(stretch.start());
            return new Block(all, next.orElse(stretch.start()), whole);
        }
    }

    private InvalidException tooShort() {
        return new InvalidException("The corpus is too short: documents " + stretch.first() + " to "
                + (stretch.last() - 1) + " do not fill one window of " + layout.length()
                + " tokens. Add text or choose a shorter context.");
    }

    /** Adds the activations of the next few windows; empty when the stretch has ended. */
    private Optional<Cursor> pass(NDManager scratch, TokenWindows windows, NDList parts) {
        List<Window> some = new ArrayList<>();
        boolean more = true;
        Cursor after = windows.cursor();
        while (more && (some.size() + 1) * layout.length() <= Math.max(PASS, layout.length())) {
            Optional<Window> window = windows.next().filter(w -> stretch.includes(windows.cursor()));
            window.ifPresent(some::add);
            more = window.isPresent();
            after = windows.cursor();
        }
        if (!some.isEmpty()) {
            parts.add(rows(scratch, some));
        }
        return more ? Optional.of(after) : Optional.empty();
    }

    /** The stretch's first windows of tokens, in passes {@code [window][position]} of about so many tokens each. */
    List<int[][]> windows(long most, int atOnce) {
        List<int[][]> passes = new ArrayList<>();
        List<int[]> some = new ArrayList<>();
        try (TokenWindows windows =
                new TokenWindows(corpus, text -> model.tokenizer().encode(text, false), layout, stretch.start())) {
            Optional<Window> window = windows.next().filter(w -> stretch.includes(windows.cursor()));
            for (long have = 0; window.isPresent() && have < most; have += layout.length()) {
                some.add(window.get().tokens());
                if (some.size() * layout.length() >= atOnce) {
                    passes.add(some.toArray(int[][]::new));
                    some.clear();
                }
                window = windows.next().filter(w -> stretch.includes(windows.cursor()));
            }
        }
        if (!some.isEmpty()) {
            passes.add(some.toArray(int[][]::new));
        }
        if (passes.isEmpty()) {
            throw tooShort();
        }
        return passes;
    }

    /** 1 for each position that is trained on, else 0: {@code [window · position, 1]}. */
    NDArray trained(NDManager manager, int[][] windows) {
        float[] trained = new float[windows.length * layout.length()];
        for (int i = 0; i < trained.length; i++) {
            trained[i] = trainsOn(windows[i / layout.length()], i % layout.length()) ? 1 : 0;
        }
        return manager.create(trained, new Shape(trained.length, 1));
    }

    private boolean trainsOn(int[] window, int t) {
        return (t > 0 || firstPosition) && !model.tokenizer().special(window[t]);
    }

    private NDArray rows(NDManager scratch, List<Window> windows) {
        int[][] tokens = windows.stream().map(Window::tokens).toArray(int[][]::new);
        long[] kept = new long[tokens.length * layout.length()];
        int count = 0;
        for (int w = 0; w < tokens.length; w++) {
            for (int t = 0; t < layout.length(); t++) {
                if (trainsOn(tokens[w], t)) {
                    kept[count++] = (long) w * layout.length() + t;
                }
            }
        }
        try (NDArray all = reader.read(scratch, tokens);
                NDArray ids = scratch.create(java.util.Arrays.copyOf(kept, count))) {
            return TorchOps.rows(ids, all);
        }
    }
}
