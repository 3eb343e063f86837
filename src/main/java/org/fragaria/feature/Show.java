package org.fragaria.feature;

/** How examples are laid out; {@code ?show=} in the address. */
public enum Show {
    /** One line each, aligned on the strongest token, as in a concordance; cut by characters to what a line holds. */
    LINE(60, 76),
    /** Sixteen tokens to each side. */
    SNIPPET(16, 16),
    /** Everything that was kept. */
    FULL(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final int before;
    private final int after;

    Show(int before, int after) {
        this.before = before;
        this.after = after;
    }

    /** Room before the peak, in units of {@link #cost}. */
    int before() {
        return before;
    }

    /** Room after the peak, in units of {@link #cost}. */
    int after() {
        return after;
    }

    /** What a token takes of the room. */
    int cost(String text) {
        return this == LINE ? Math.max(1, text.length()) : 1;
    }
}
