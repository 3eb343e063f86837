package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Persistence;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * Everything that the pass remembers of one live feature. Fed window by window in order; two tallies of different windows
 * merge into the tally of both (moments up to rounding, the rest exactly).
 */
final class FeatureTally {

    /** Spreads feature numbers over seeds (G. Steele, S. Vigna, Computationally easy, spectrally good multipliers, 2021). */
    private static final long SPREAD = 0xD1342543DE82EF95L;

    private final MeasureSettings settings;
    private final Moments moments = new Moments();
    private final GrowingHistogram histogram = new GrowingHistogram();
    private final TopExamples top;
    private final IntervalDraws draws;
    private final TokenTable tokens;
    private float max;
    /** Runs of consecutive active tokens. */
    private long runs;

    FeatureTally(int feature, MeasureSettings settings) {
        this.settings = settings;
        this.top = new TopExamples(settings.top());
        this.draws = new IntervalDraws(settings.perInterval(), settings.seed() ^ feature * SPREAD);
        this.tokens = new TokenTable(settings.tokenSlots(), settings.tokens());
    }

    void add(WindowEntries entries) {
        for (int i = entries.from; i < entries.to; i++) {
            float value = entries.value[i];
            moments.add(value);
            histogram.add(value);
            tokens.add(entries.token(i), value);
        }
        runs += entries.runs();
        max = Math.max(max, entries.peakValue());
        top.offer(entries);
        draws.offer(entries);
    }

    void merge(FeatureTally other) {
        moments.merge(other.moments);
        histogram.merge(other.histogram);
        top.merge(other.top);
        draws.merge(other.draws);
        tokens.merge(other.tokens);
        max = Math.max(max, other.max);
        runs += other.runs;
    }

    /**
     * What is found out beside the tally.
     *
     * @param weights what the weights say
     * @param log what the activation log says
     * @param output what the model writes with the feature turned up
     */
    record Beside(WeightFacts.Facts weights, LogFacts.Facts log, Output output) {}

    /**
     * The result.
     *
     * @param text how much was measured
     * @param log for the tokens of examples
     */
    MeasuredFeature measured(int index, Beside beside, TextCounts text, TokenLog log) {
        WeightFacts.Facts facts = beside.weights();
        double density = (double) moments.count() / text.tokens();
        Firing firing = new Firing(
                max,
                moments.count(),
                density,
                moments.mean(),
                moments.deviation(),
                moments.skew(),
                moments.kurtosis(),
                beside.log().lookup(),
                runs == 0 ? Persistence.NONE : new Persistence((double) moments.count() / runs, text.chance(density)),
                beside.output());
        return new MeasuredFeature(
                index,
                firing,
                histogram.between(max, WeightFacts.HISTOGRAM_BINS),
                facts.logits(),
                facts.raises(),
                facts.lowers(),
                top.examples(log),
                draws.intervals(settings.intervals(), max, histogram, log),
                facts.neighbours(),
                tokens.strongest(),
                beside.log().misses(),
                beside.log().together(),
                beside.log().guess());
    }

    /** The tokens on which it fires most, as in the result. */
    List<TokenScore> strongest() {
        return tokens.strongest();
    }

    void write(DataOutput out) throws IOException {
        out.writeFloat(max);
        out.writeLong(runs);
        moments.write(out);
        histogram.write(out);
        top.write(out);
        draws.write(out);
        tokens.write(out);
    }

    void read(DataInput in) throws IOException {
        max = in.readFloat();
        runs = in.readLong();
        moments.read(in);
        histogram.read(in);
        top.read(in);
        draws.read(in);
        tokens.read(in);
    }
}
