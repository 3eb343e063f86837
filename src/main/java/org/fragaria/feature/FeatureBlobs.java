package org.fragaria.feature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.DataOutput;

import org.fragaria.measure.MeasuredFeature.Companion;
import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.MeasuredFeature.Miss;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.Together;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/** The parts that the blobs of {@link FeatureLayout}, which describes them, are put together from. */
final class FeatureBlobs {

    private static final int LEVELS = 255;

    private FeatureBlobs() {}

    static void writeNeighbours(DataOutput out, List<Neighbour> neighbours) throws IOException {
        out.writeVInt(neighbours.size());
        for (Neighbour neighbour : neighbours) {
            out.writeVInt(neighbour.feature());
            writeFloat(out, neighbour.cosine());
        }
    }

    static List<Neighbour> readNeighbours(ByteArrayDataInput in) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            neighbours.add(new Neighbour(in.readVInt(), readFloat(in)));
        }
        return List.copyOf(neighbours);
    }

    static void writeIntervals(DataOutput out, List<Interval> intervals, float max) throws IOException {
        out.writeVInt(intervals.size());
        for (Interval interval : intervals) {
            writeFloat(out, interval.from());
            writeFloat(out, interval.to());
            out.writeVLong(interval.activeTokens());
            writeExamples(out, interval.examples(), max);
        }
    }

    static List<Interval> readIntervals(ByteArrayDataInput in, float max) {
        List<Interval> intervals = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            intervals.add(new Interval(readFloat(in), readFloat(in), in.readVLong(), readExamples(in, max)));
        }
        return List.copyOf(intervals);
    }

    static void writeMisses(DataOutput out, List<Miss> misses) throws IOException {
        out.writeVInt(misses.size());
        for (Miss miss : misses) {
            out.writeVInt(miss.token());
            out.writeVLong(miss.occurrences());
            out.writeVLong(miss.active());
            writeExamples(out, miss.examples(), 0);
        }
    }

    static List<Miss> readMisses(ByteArrayDataInput in) {
        List<Miss> misses = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            misses.add(new Miss(in.readVInt(), in.readVLong(), in.readVLong(), readExamples(in, 0)));
        }
        return List.copyOf(misses);
    }

    static void writeTogether(DataOutput out, Together together) throws IOException {
        out.writeVLong(together.tokens());
        out.writeVLong(together.active());
        out.writeVInt(together.companions().size());
        for (Companion companion : together.companions()) {
            out.writeVInt(companion.feature());
            out.writeVLong(companion.both());
            out.writeVLong(companion.active());
        }
    }

    static Together readTogether(ByteArrayDataInput in) {
        long tokens = in.readVLong();
        long active = in.readVLong();
        List<Companion> companions = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            companions.add(new Companion(in.readVInt(), in.readVLong(), in.readVLong()));
        }
        return new Together(tokens, active, List.copyOf(companions));
    }

    static void writeGuess(DataOutput out, Guess guess) throws IOException {
        writeIds(out, guess.tokens());
        writeIds(out, guess.previous());
        out.writeVLong(guess.hits());
        out.writeVLong(guess.expected());
        out.writeVLong(guess.active());
    }

    static Guess readGuess(ByteArrayDataInput in) {
        return new Guess(readIds(in), readIds(in), in.readVLong(), in.readVLong(), in.readVLong());
    }

    private static void writeIds(DataOutput out, List<Integer> tokens) throws IOException {
        out.writeVInt(tokens.size());
        for (int token : tokens) {
            out.writeVInt(token);
        }
    }

    private static List<Integer> readIds(ByteArrayDataInput in) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            tokens.add(in.readVInt());
        }
        return List.copyOf(tokens);
    }

    static void write(DataOutput out, Histogram histogram) throws IOException {
        writeFloat(out, histogram.from());
        writeFloat(out, histogram.to());
        out.writeVInt(histogram.counts().length);
        for (long count : histogram.counts()) {
            out.writeVLong(count);
        }
    }

    static Histogram readHistogram(ByteArrayDataInput in) {
        float from = readFloat(in);
        float to = readFloat(in);
        long[] counts = new long[in.readVInt()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readVLong();
        }
        return new Histogram(from, to, counts);
    }

    static void writeScores(DataOutput out, List<TokenScore> scores) throws IOException {
        out.writeVInt(scores.size());
        for (TokenScore score : scores) {
            out.writeVInt(score.token());
            writeFloat(out, score.value());
        }
    }

    static List<TokenScore> readScores(ByteArrayDataInput in) {
        int size = in.readVInt();
        List<TokenScore> scores = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            scores.add(new TokenScore(in.readVInt(), readFloat(in)));
        }
        return scores;
    }

    static void writeExamples(DataOutput out, List<Example> examples, float max) throws IOException {
        out.writeVInt(examples.size());
        for (Example example : examples) {
            out.writeVLong(example.window());
            out.writeVInt(example.start());
            out.writeVInt(example.tokens().length);
            out.writeVInt(example.peak());
            writeFloat(out, example.peakActivation());
            for (int token : example.tokens()) {
                out.writeVInt(token);
            }
            writeActivations(out, example.activations(), max);
        }
    }

    private static void writeActivations(DataOutput out, float[] activations, float max) throws IOException {
        byte[] bits = new byte[(activations.length + 7) / 8];
        byte[] levels = new byte[activations.length];
        int active = 0;
        for (int i = 0; i < activations.length; i++) {
            if (activations[i] > 0) {
                bits[i >> 3] |= (byte) (1 << (i & 7));
                long level = Math.round((double) activations[i] * LEVELS / max);
                levels[active++] = (byte) Math.clamp(level, 1, LEVELS);
            }
        }
        out.writeBytes(bits, bits.length);
        out.writeBytes(levels, active);
    }

    static List<Example> readExamples(ByteArrayDataInput in, float max) {
        int size = in.readVInt();
        List<Example> examples = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            long window = in.readVLong();
            int start = in.readVInt();
            int[] tokens = new int[in.readVInt()];
            int peak = in.readVInt();
            float peakActivation = readFloat(in);
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = in.readVInt();
            }
            float[] activations = readActivations(in, tokens.length, max);
            activations[peak] = peakActivation;
            examples.add(new Example(window, start, peak, tokens, activations));
        }
        return examples;
    }

    private static float[] readActivations(ByteArrayDataInput in, int length, float max) {
        byte[] bits = new byte[(length + 7) / 8];
        in.readBytes(bits, 0, bits.length);
        float[] activations = new float[length];
        for (int i = 0; i < length; i++) {
            if ((bits[i >> 3] >> (i & 7) & 1) != 0) {
                activations[i] = (float) ((in.readByte() & 0xFF) * (double) max / LEVELS);
            }
        }
        return activations;
    }

    static void writeEffects(DataOutput out, List<Effect> effects) throws IOException {
        out.writeVInt(effects.size());
        for (Effect effect : effects) {
            out.writeVInt(effect.loss().length);
            for (int t = 0; t < effect.loss().length; t++) {
                out.writeShort(Float.floatToFloat16(effect.loss()[t]));
                out.writeShort(Float.floatToFloat16(effect.divergence()[t]));
            }
        }
    }

    static List<Effect> readEffects(ByteArrayDataInput in) {
        List<Effect> effects = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            int length = in.readVInt();
            Effect effect = new Effect(new float[length], new float[length]);
            for (int t = 0; t < length; t++) {
                effect.loss()[t] = Float.float16ToFloat(in.readShort());
                effect.divergence()[t] = Float.float16ToFloat(in.readShort());
            }
            effects.add(effect);
        }
        return List.copyOf(effects);
    }

    static void writeFloat(DataOutput out, float value) throws IOException {
        out.writeInt(Float.floatToIntBits(value));
    }

    static float readFloat(ByteArrayDataInput in) {
        return Float.intBitsToFloat(in.readInt());
    }

    static void writeDouble(DataOutput out, double value) throws IOException {
        out.writeLong(Double.doubleToLongBits(value));
    }

    static double readDouble(ByteArrayDataInput in) {
        return Double.longBitsToDouble(in.readLong());
    }
}
