package org.fragaria.measure;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.MeasuredFeature.Miss;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.Together;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * SHA-256 over measured features in order: two runs with the same digest measured the same. The bytes are the fields of
 * {@link MeasuredFeature} in declared order, big-endian as {@link DataOutputStream} writes them, each list and array
 * preceded by its length as int32. Not for several threads.
 */
public final class FeatureDigest {

    private final MessageDigest sha;
    private final DataOutputStream out;

    /** Of nothing yet. */
    public FeatureDigest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        out = new DataOutputStream(new java.io.BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), sha), 1 << 14));
    }

    /** Adds the next feature. */
    public void add(MeasuredFeature feature) {
        try {
            out.writeInt(feature.index());
            firing(feature.firing());
            histogram(feature.activations());
            histogram(feature.logits());
            scores(feature.raises());
            scores(feature.lowers());
            examples(feature.top());
            out.writeInt(feature.intervals().size());
            for (Interval interval : feature.intervals()) {
                out.writeFloat(interval.from());
                out.writeFloat(interval.to());
                out.writeLong(interval.activeTokens());
                examples(interval.examples());
            }
            out.writeInt(feature.neighbours().size());
            for (Neighbour neighbour : feature.neighbours()) {
                out.writeInt(neighbour.feature());
                out.writeFloat(neighbour.cosine());
            }
            scores(feature.tokens());
            misses(feature.misses());
            together(feature.together());
            guess(feature.guess());
            effects(feature.effects());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest of all features added, 64 hexadecimal digits; the next feature would begin a new one. */
    public String hex() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private void firing(MeasuredFeature.Firing firing) throws IOException {
        out.writeFloat(firing.max());
        out.writeLong(firing.activeTokens());
        out.writeDouble(firing.density());
        out.writeDouble(firing.mean());
        out.writeDouble(firing.deviation());
        out.writeDouble(firing.skew());
        out.writeDouble(firing.kurtosis());
        out.writeDouble(firing.lookup().one());
        out.writeDouble(firing.lookup().two());
        out.writeDouble(firing.lookup().three());
        out.writeDouble(firing.persistence().tokens());
        out.writeDouble(firing.persistence().chance());
        out.writeDouble(firing.output().promoted());
        out.writeDouble(firing.output().control());
    }

    private void histogram(Histogram histogram) throws IOException {
        out.writeFloat(histogram.from());
        out.writeFloat(histogram.to());
        out.writeInt(histogram.counts().length);
        for (long count : histogram.counts()) {
            out.writeLong(count);
        }
    }

    private void scores(List<TokenScore> scores) throws IOException {
        out.writeInt(scores.size());
        for (TokenScore score : scores) {
            out.writeInt(score.token());
            out.writeFloat(score.value());
        }
    }

    private void examples(List<Example> examples) throws IOException {
        out.writeInt(examples.size());
        for (Example example : examples) {
            out.writeLong(example.window());
            out.writeInt(example.start());
            out.writeInt(example.peak());
            out.writeInt(example.tokens().length);
            for (int i = 0; i < example.tokens().length; i++) {
                out.writeInt(example.tokens()[i]);
                out.writeFloat(example.activations()[i]);
            }
        }
    }

    private void misses(List<Miss> misses) throws IOException {
        out.writeInt(misses.size());
        for (Miss miss : misses) {
            out.writeInt(miss.token());
            out.writeLong(miss.occurrences());
            out.writeLong(miss.active());
            examples(miss.examples());
        }
    }

    private void together(Together together) throws IOException {
        out.writeLong(together.tokens());
        out.writeLong(together.active());
        out.writeInt(together.companions().size());
        for (Companion companion : together.companions()) {
            out.writeInt(companion.feature());
            out.writeLong(companion.both());
            out.writeLong(companion.active());
        }
    }

    /** Nothing where nothing was measured, so that such a feature has the digest that it always had. */
    private void effects(List<MeasuredFeature.Effect> effects) throws IOException {
        for (MeasuredFeature.Effect effect : effects) {
            out.writeInt(effect.loss().length);
            for (int i = 0; i < effect.loss().length; i++) {
                out.writeFloat(effect.loss()[i]);
                out.writeFloat(effect.divergence()[i]);
            }
        }
    }

    private void guess(Guess guess) throws IOException {
        ids(guess.tokens());
        ids(guess.previous());
        out.writeLong(guess.hits());
        out.writeLong(guess.expected());
        out.writeLong(guess.active());
    }

    private void ids(List<Integer> tokens) throws IOException {
        out.writeInt(tokens.size());
        for (int token : tokens) {
            out.writeInt(token);
        }
    }
}
