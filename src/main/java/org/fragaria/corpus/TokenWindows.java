package org.fragaria.corpus;

import java.io.Closeable;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

import org.fragaria.problem.InvalidException;

/**
 * A corpus as token windows of one length: documents are packed back to back, a separator token between two, and each
 * window begins with BOS where the model uses one (the usual practice of the field's tools, so that all windows of a
 * batch are equally long and nothing is padded). Consequences: a window may hold the end of one document and the
 * beginning of the next, and the model sees the former when it reads the latter; {@link Window#documentStarts} says where the
 * border is, so that examples can be cut at it. The tokens after the last full window are dropped.
 *
 * <p>Deterministic: the same corpus, encoder and layout give the same windows. Resumable: reading from a {@link Cursor}
 * gives the same windows as reading on; documents before it are skipped without being tokenised. Holds the tokens of
 * one document. Not for several threads.
 */
public final class TokenWindows implements Closeable {

    /**
     * How windows are made.
     *
     * @param length tokens per window, BOS included
     * @param bos the first token of every window, if the model uses one
     * @param separator the token between two documents, if there is one; where a document begins a window, BOS does
     *     its duty
     */
    public record Layout(int length, OptionalInt bos, OptionalInt separator) {
        /** @throws InvalidException if no token of text would fit a window */
        public Layout {
            if (length < (bos.isPresent() ? 2 : 1)) {
                throw new InvalidException("Window length " + length + ": expected at least 2 tokens.");
            }
        }
    }

    /**
     * A place between two windows.
     *
     * @param window number of windows before it
     * @param document documents that were used up
     * @param offset tokens of the next document that were used up
     */
    public record Cursor(long window, long document, int offset) {
        /** Before the first window. */
        public static final Cursor START = new Cursor(0, 0, 0);
    }

    /**
     * One window.
     *
     * @param number its number in the corpus, from 0
     * @param tokens token ids, {@code [position]}
     * @param documentStarts positions of first tokens of documents, rising
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy per access would double the traffic
    public record Window(long number, int[] tokens, int[] documentStarts) {}

    private final Documents documents;
    private final TextEncoder encoder;
    private final Layout layout;
    private Cursor cursor;
    private int[] current = {};
    /** Whether {@code current} holds a document of which no token was used yet (only its separator was). */
    private boolean fresh;

    /**
     * Starts reading.
     *
     * @param corpus the text
     * @param encoder the model's tokenizer
     * @param layout how windows are made
     * @param from where to begin, {@link Cursor#START} or a place that an earlier reading of the same corpus reported
     */
    public TokenWindows(Corpus corpus, TextEncoder encoder, Layout layout, Cursor from) {
        this.documents = corpus.read();
        this.encoder = encoder;
        this.layout = layout;
        this.cursor = from;
        for (long i = 0; i < from.document(); i++) {
            documents.next();
        }
        if (from.offset() > 0) {
            current = encoder.encode(documents.next());
        }
    }

    /** Where the next window begins. */
    public Cursor cursor() {
        return cursor;
    }

    /**
     * The next window, or empty if no full one is left.
     *
     * @throws InvalidException if the whole corpus is shorter than one window
     */
    public Optional<Window> next() {
        Filling window = new Filling(layout);
        long document = cursor.document();
        int offset = cursor.offset();
        while (!window.full()) {
            if (offset == 0) {
                if (!nextDocument()) {
                    return atEnd(window.filled);
                }
                window.begin(current.length);
            }
            offset += window.take(current, offset);
            if (offset == current.length) {
                document++;
                offset = 0;
                fresh = false;
            }
        }
        long number = cursor.window();
        cursor = new Cursor(number + 1, document, offset);
        return Optional.of(new Window(number, window.tokens, Arrays.copyOf(window.starts, window.startCount)));
    }

    /** A window being filled. */
    private static final class Filling {
        private final Layout layout;
        private final int[] tokens;
        private final int[] starts;
        private final int first;
        private int startCount;
        private int filled;

        Filling(Layout layout) {
            this.layout = layout;
            tokens = new int[layout.length()];
            starts = new int[layout.length()];
            layout.bos().ifPresent(this::add);
            first = filled;
        }

        boolean full() {
            return filled == tokens.length;
        }

        /** Marks the beginning of a document, after a separator if another one is before it. */
        void begin(int length) {
            if (filled > first) {
                layout.separator().ifPresent(this::add);
            }
            if (!full() && length > 0) {
                starts[startCount++] = filled;
            }
        }

        int take(int[] from, int offset) {
            int count = Math.min(from.length - offset, tokens.length - filled);
            System.arraycopy(from, offset, tokens, filled, count);
            filled += count;
            return count;
        }

        private void add(int token) {
            tokens[filled++] = token;
        }
    }

    private boolean nextDocument() {
        if (!fresh) {
            if (!documents.hasNext()) {
                return false;
            }
            current = encoder.encode(documents.next());
            fresh = true;
        }
        return true;
    }

    private Optional<Window> atEnd(int filled) {
        if (cursor.window() == 0) {
            throw new InvalidException("The corpus has " + filled + " tokens, fewer than one window of "
                    + layout.length() + ": add text or choose a shorter context.");
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        documents.close();
    }
}
