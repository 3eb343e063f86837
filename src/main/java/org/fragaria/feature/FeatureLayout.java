package org.fragaria.feature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleDocValuesField;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.document.FloatDocValuesField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Persistence;
import org.fragaria.measure.MeasuredFeature.TokenScore;

/**
 * How a feature is laid out in the index: one Lucene document per feature, in one segment sorted by {@code index}, so that
 * document {@code i} is feature {@code i} and a look-up needs no query. The commit's user data hold {@code layout}
 * ({@value #VERSION}) and {@code features} (their number). Fields of a document:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><td>{@code index}</td><td>numeric doc value: the feature's number; the sort of the index</td></tr>
 * <tr><td>{@code max}, {@code mean}, {@code skew}, {@code kurtosis}, {@code log_density}</td><td>float doc values of
 *     {@link Firing}; logarithm to base 10; absent if dead</td></tr>
 * <tr><td>{@code density}, {@code lookup}, {@code lookup2}, {@code lookup3}, {@code persistence}, {@code output}</td><td>
 *     double doc values; lookup shares by one, two and three tokens, mean run length in tokens, and output score are
 *     absent if unknown</td></tr>
 * <tr><td>{@code tokens}</td><td>{@link FeatureField}s: term = token id in decimal, value = largest activation on that
 *     token, cut to eight bits of mantissa by Lucene; exact values are in {@code row}</td></tr>
 * <tr><td>{@code row}</td><td>binary doc value, what a table needs: firing, histogram, tokens (below)</td></tr>
 * <tr><td>{@code rest}</td><td>binary doc value, what else a page needs (below)</td></tr>
 * </table>
 *
 * <p>Blobs use Lucene's variable-length integers ({@code v}), little-endian int32, int64, float32 and float64. A
 * <i>list</i> is its size (v) and its elements.
 *
 * <ul>
 *   <li>{@code row}: max float32; active tokens v; density, mean, deviation, skew, kurtosis, lookup by one, two and three
 *       tokens, persistence and its chance, output promoted and control, float64; histogram; list of token scores.
 *   <li>{@code rest}: histogram of logits; lists of token scores raised, lowered; list of neighbours (feature v, cosine
 *       float32); list of examples; list of intervals (from, to float32; active tokens v; list of examples).
 *   <li>histogram: from, to float32; list of counts (v). Token score: token v, value float32.
 *   <li>example: window v; start v; length v; peak v; peak's activation float32, exact; token ids (v each); a bit per
 *       token that is set where it is active (⌈length/8⌉ bytes, low bit first); a byte {@code q} per active token, 1 to
 *       255, which stands for the activation {@code q · max / 255}. So an activation is off by at most 1/255 of the
 *       feature's maximum, zero stays zero, what fires stays above zero, peaks are exact.
 * </ul>
 */
final class FeatureLayout {

    static final int VERSION = 2;

    static final String VERSION_KEY = "layout";
    static final String COUNT_KEY = "features";

    static final String INDEX = "index";
    static final String MAX = "max";
    static final String DENSITY = "density";
    static final String LOOKUP = "lookup";
    static final String LOOKUP2 = "lookup2";
    static final String LOOKUP3 = "lookup3";
    static final String PERSISTENCE = "persistence";
    static final String OUTPUT = "output";
    static final String TOKENS = "tokens";
    static final String ROW = "row";
    static final String REST = "rest";

    private static final int LEVELS = 255;

    private FeatureLayout() {}

    /** The table's part of a feature. */
    record RowBlob(Firing firing, Histogram activations, List<TokenScore> tokens) {}

    static Document document(MeasuredFeature feature) {
        Firing firing = feature.firing();
        Document document = new Document();
        document.add(new NumericDocValuesField(INDEX, feature.index()));
        document.add(new DoubleDocValuesField(DENSITY, firing.density()));
        if (firing.activeTokens() > 0) {
            document.add(new FloatDocValuesField(MAX, firing.max()));
            document.add(new FloatDocValuesField("mean", (float) firing.mean()));
            document.add(new FloatDocValuesField("skew", (float) firing.skew()));
            document.add(new FloatDocValuesField("kurtosis", (float) firing.kurtosis()));
            document.add(new FloatDocValuesField("log_density", (float) Math.log10(firing.density())));
        }
        addKnown(document, LOOKUP, firing.lookup().one());
        addKnown(document, LOOKUP2, firing.lookup().two());
        addKnown(document, LOOKUP3, firing.lookup().three());
        addKnown(document, PERSISTENCE, firing.persistence().tokens());
        addKnown(document, OUTPUT, firing.output().score());
        for (TokenScore score : feature.tokens()) {
            if (score.value() >= Float.MIN_NORMAL) { // FeatureField takes no less
                document.add(new FeatureField(TOKENS, Integer.toString(score.token()), score.value()));
            }
        }
        try {
            document.add(new BinaryDocValuesField(ROW, rowBlob(feature)));
            document.add(new BinaryDocValuesField(REST, restBlob(feature)));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return document;
    }

    private static void addKnown(Document document, String field, double value) {
        if (!Double.isNaN(value)) {
            document.add(new DoubleDocValuesField(field, value));
        }
    }

    private static BytesRef rowBlob(MeasuredFeature feature) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        Firing firing = feature.firing();
        writeFloat(out, firing.max());
        out.writeVLong(firing.activeTokens());
        writeDouble(out, firing.density());
        writeDouble(out, firing.mean());
        writeDouble(out, firing.deviation());
        writeDouble(out, firing.skew());
        writeDouble(out, firing.kurtosis());
        writeDouble(out, firing.lookup().one());
        writeDouble(out, firing.lookup().two());
        writeDouble(out, firing.lookup().three());
        writeDouble(out, firing.persistence().tokens());
        writeDouble(out, firing.persistence().chance());
        writeDouble(out, firing.output().promoted());
        writeDouble(out, firing.output().control());
        write(out, feature.activations());
        writeScores(out, feature.tokens());
        return new BytesRef(out.toArrayCopy());
    }

    static RowBlob row(BytesRef bytes) {
        ByteArrayDataInput in = new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length);
        Firing firing = new Firing(
                readFloat(in),
                in.readVLong(),
                readDouble(in),
                readDouble(in),
                readDouble(in),
                readDouble(in),
                readDouble(in),
                new Lookup(readDouble(in), readDouble(in), readDouble(in)),
                new Persistence(readDouble(in), readDouble(in)),
                new Output(readDouble(in), readDouble(in)));
        return new RowBlob(firing, readHistogram(in), readScores(in));
    }

    private static BytesRef restBlob(MeasuredFeature feature) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        float max = feature.firing().max();
        write(out, feature.logits());
        writeScores(out, feature.raises());
        writeScores(out, feature.lowers());
        out.writeVInt(feature.neighbours().size());
        for (Neighbour neighbour : feature.neighbours()) {
            out.writeVInt(neighbour.feature());
            writeFloat(out, neighbour.cosine());
        }
        writeExamples(out, feature.top(), max);
        out.writeVInt(feature.intervals().size());
        for (Interval interval : feature.intervals()) {
            writeFloat(out, interval.from());
            writeFloat(out, interval.to());
            out.writeVLong(interval.activeTokens());
            writeExamples(out, interval.examples(), max);
        }
        return new BytesRef(out.toArrayCopy());
    }

    static MeasuredFeature feature(int index, RowBlob row, BytesRef rest) {
        ByteArrayDataInput in = new ByteArrayDataInput(rest.bytes, rest.offset, rest.length);
        float max = row.firing().max();
        Histogram logits = readHistogram(in);
        List<TokenScore> raises = readScores(in);
        List<TokenScore> lowers = readScores(in);
        List<Neighbour> neighbours = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            neighbours.add(new Neighbour(in.readVInt(), readFloat(in)));
        }
        List<Example> top = readExamples(in, max);
        List<Interval> intervals = new ArrayList<>();
        for (int i = in.readVInt(); i > 0; i--) {
            intervals.add(new Interval(readFloat(in), readFloat(in), in.readVLong(), readExamples(in, max)));
        }
        return new MeasuredFeature(
                index,
                row.firing(),
                row.activations(),
                logits,
                raises,
                lowers,
                top,
                List.copyOf(intervals),
                List.copyOf(neighbours),
                row.tokens());
    }

    private static void write(DataOutput out, Histogram histogram) throws IOException {
        writeFloat(out, histogram.from());
        writeFloat(out, histogram.to());
        out.writeVInt(histogram.counts().length);
        for (long count : histogram.counts()) {
            out.writeVLong(count);
        }
    }

    private static Histogram readHistogram(ByteArrayDataInput in) {
        float from = readFloat(in);
        float to = readFloat(in);
        long[] counts = new long[in.readVInt()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readVLong();
        }
        return new Histogram(from, to, counts);
    }

    private static void writeScores(DataOutput out, List<TokenScore> scores) throws IOException {
        out.writeVInt(scores.size());
        for (TokenScore score : scores) {
            out.writeVInt(score.token());
            writeFloat(out, score.value());
        }
    }

    private static List<TokenScore> readScores(ByteArrayDataInput in) {
        int size = in.readVInt();
        List<TokenScore> scores = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            scores.add(new TokenScore(in.readVInt(), readFloat(in)));
        }
        return scores;
    }

    private static void writeExamples(DataOutput out, List<Example> examples, float max) throws IOException {
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

    private static List<Example> readExamples(ByteArrayDataInput in, float max) {
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

    private static void writeFloat(DataOutput out, float value) throws IOException {
        out.writeInt(Float.floatToIntBits(value));
    }

    private static float readFloat(ByteArrayDataInput in) {
        return Float.intBitsToFloat(in.readInt());
    }

    private static void writeDouble(DataOutput out, double value) throws IOException {
        out.writeLong(Double.doubleToLongBits(value));
    }

    private static double readDouble(ByteArrayDataInput in) {
        return Double.longBitsToDouble(in.readLong());
    }
}
