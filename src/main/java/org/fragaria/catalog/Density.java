package org.fragaria.catalog;

import org.fragaria.web.Format;

/** Ranges of density that one can choose; where "rare" begins depends on how much text was read. */
public enum Density {
    /** Neither so rare that the corpus says little, nor so common that nothing stands out. */
    USUAL,
    ALL,
    RARE,
    DENSE;

    /** From so many firings on, figures of held-out text are more than chance. */
    private static final double FIRINGS = 200;

    /** Bounds that are read at a glance, smallest first; the last one holds for all that have less text. */
    private static final double[] RARE_BOUNDS = {1e-4, 2e-4, 5e-4};

    private static final double COMMON = 0.1;

    /**
     * Least density of the range.
     *
     * @param tokens tokens of the corpus
     */
    double least(long tokens) {
        return switch (this) {
            case USUAL -> rare(tokens);
            case ALL, RARE -> 0;
            case DENSE -> COMMON;
        };
    }

    /**
     * Greatest density of the range.
     *
     * @param tokens tokens of the corpus
     */
    double most(long tokens) {
        return switch (this) {
            case USUAL -> COMMON;
            case ALL, DENSE -> 1;
            case RARE -> rare(tokens);
        };
    }

    /** A large corpus says something of a feature that fires seldom; of a small one not everything is to be hidden. */
    private static double rare(long tokens) {
        for (double bound : RARE_BOUNDS) {
            if (bound * tokens >= FIRINGS) {
                return bound;
            }
        }
        return RARE_BOUNDS[RARE_BOUNDS.length - 1];
    }

    /**
     * How a person reads it.
     *
     * @param tokens tokens of the corpus
     */
    public String label(long tokens) {
        return switch (this) {
            case USUAL -> percent(rare(tokens)) + " – " + Format.percent(COMMON);
            case ALL -> "any";
            case RARE -> "below " + percent(rare(tokens));
            case DENSE -> "above " + Format.percent(COMMON);
        };
    }

    private static String percent(double bound) {
        return Format.fixed(bound * 100, 2) + " %";
    }
}
