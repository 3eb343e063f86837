package org.fragaria.village;

/**
 * The generator. Document {@code n} of a seed is the same whenever it is asked for, whatever was asked before. Immutable and
 * safe for any thread.
 */
public final class Village {

    /** Which facts stories may be made of: a tenth of all combinations, by hash, is held out of training. */
    public enum Split {
        /** For training. */
        TRAIN,
        /** For tests: stories of held-out facts; other kinds of documents are new draws. */
        TEST
    }

    /** How far a learner is. */
    public enum Stage {
        /** Only speakers who say the truth speak. */
        TRUTHFUL,
        /** Everybody speaks. */
        ALL
    }

    private final long seed;

    /** The language, drawn with a seed. */
    public Village(long seed) {
        this.seed = seed;
    }

    /**
     * One document.
     *
     * @param number any number, at least 0
     */
    public Document document(long number, Split split, Stage stage) {
        throw new UnsupportedOperationException("not written yet: " + seed + number + split + stage);
    }
}
