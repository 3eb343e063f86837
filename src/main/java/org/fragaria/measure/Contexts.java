package org.fragaria.measure;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Picks the contexts in which features are turned up to see what they write: beginnings of windows spread evenly over the
 * corpus, so that they are neutral and the same for every feature, each ending in a token of text.
 */
final class Contexts {

    private static final int MOST = 16;
    private static final int LENGTH = 16;

    private final Measurement.Subject subject;
    private final TokenLog log;

    Contexts(Measurement.Subject subject, TokenLog log) {
        this.subject = subject;
        this.log = log;
    }

    /**
     * The probe over the contexts.
     *
     * @param windows number of windows in the log
     * @return empty if what the dictionary reads cannot be steered, or no window is long enough
     */
    Optional<OutputProbe> probe(long windows) {
        int length = Math.min(LENGTH, subject.layout().length());
        int[][] contexts = pick(Math.toIntExact(windows), length);
        return length < 2 || contexts.length == 0
                ? Optional.empty()
                : subject.encoding().probe(contexts);
    }

    private int[][] pick(int windows, int length) {
        int count = Math.min(MOST, windows);
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * windows / count))
                .mapToObj(window -> textFrom(window, windows, length))
                .flatMap(Optional::stream)
                .toArray(int[][]::new);
    }

    /** The first window from one on whose beginning ends in text, if there is any. */
    private Optional<int[]> textFrom(int window, int windows, int length) {
        return IntStream.range(window, windows)
                .mapToObj(w -> log.read(w, 0, length))
                .filter(tokens -> !subject.special().contains(tokens[length - 1]))
                .findFirst()
                .map(tokens -> Arrays.copyOf(tokens, length));
    }
}
