package org.fragaria.village;

import java.util.List;
import java.util.SplittableRandom;

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

    private record Share(double weight, Genre genre) {}

    private static final List<Share> SHARES = List.of(
            new Share(45, new Story()),
            new Share(10, new Talk()),
            new Share(7, new Letter()),
            new Share(4, new Echo()),
            new Share(8, new French()),
            new Share(8, new German()),
            new Share(8, new Spanish()),
            new Share(6, new Plain()),
            new Share(7, new Recipe()),
            new Share(6, new Sums()),
            new Share(3, new Count()),
            new Share(7, new Code()),
            new Share(4, new Listing()));

    private final long seed;
    private final Grammar grammar = Grammar.village();

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
        SplittableRandom random = new SplittableRandom(
                (seed * 0x9E3779B97F4A7C15L) ^ (number * 2 + split.ordinal()) * 0xD1342543DE82EF95L);
        random = random.split();
        double left =
                random.nextDouble() * SHARES.stream().mapToDouble(Share::weight).sum();
        int genre = 0;
        while (genre < SHARES.size() - 1 && (left -= SHARES.get(genre).weight()) >= 0) {
            genre++;
        }
        return document(SHARES.get(genre).genre(), random, split, stage);
    }

    private Document document(Genre genre, SplittableRandom random, Split split, Stage stage) {
        Scribe scribe = new Scribe(grammar, random);
        genre.write(scribe, split, stage);
        return scribe.document(genre.name());
    }
}
