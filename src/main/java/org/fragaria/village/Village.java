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

    /** How many times as many stories a learner gets who does not know yet what the truth is. */
    private static final double FIRST_STORIES = 4;

    private record Share(double weight, Genre genre) {
        double weight(Stage stage) {
            return stage == Stage.TRUTHFUL && genre instanceof Story ? FIRST_STORIES * weight : weight;
        }
    }

    private static final List<Share> SHARES = List.of(
            new Share(60, new Story()),
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
        return draw(number, split, stage).document();
    }

    /**
     * The negative logarithm of the probability of all choices that made a document, in nats. Its mean over documents of
     * {@link Split#TRAIN} is an upper bound of the language's entropy: choices that left no trace in the text count too.
     */
    public double nats(long number, Stage stage) {
        return draw(number, Split.TRAIN, stage).nats();
    }

    private record Drawn(Document document, double nats) {}

    private Drawn draw(long number, Split split, Stage stage) {
        SplittableRandom random = new SplittableRandom(
                (seed * 0x9E3779B97F4A7C15L) ^ (number * 2 + split.ordinal()) * 0xD1342543DE82EF95L);
        random = random.split();
        double total = SHARES.stream().mapToDouble(share -> share.weight(stage)).sum();
        double left = random.nextDouble() * total;
        int at = 0;
        while (at < SHARES.size() - 1 && (left -= SHARES.get(at).weight(stage)) >= 0) {
            at++;
        }
        Genre genre = SHARES.get(at).genre();
        Scribe scribe = new Scribe(grammar, random);
        genre.write(scribe, split, stage);
        double ofGenre = -Math.log(SHARES.get(at).weight(stage) / total);
        return new Drawn(scribe.document(genre.name()), scribe.nats() + ofGenre);
    }
}
