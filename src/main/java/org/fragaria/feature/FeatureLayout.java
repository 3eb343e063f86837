package org.fragaria.feature;

import java.io.IOException;
import java.util.List;

import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleDocValuesField;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.document.FloatDocValuesField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Persistence;
import org.fragaria.measure.MeasuredFeature.TokenScore;

import static org.fragaria.feature.FeatureBlobs.readDouble;
import static org.fragaria.feature.FeatureBlobs.readEffects;
import static org.fragaria.feature.FeatureBlobs.readExamples;
import static org.fragaria.feature.FeatureBlobs.readFloat;
import static org.fragaria.feature.FeatureBlobs.readGuess;
import static org.fragaria.feature.FeatureBlobs.readHistogram;
import static org.fragaria.feature.FeatureBlobs.readIntervals;
import static org.fragaria.feature.FeatureBlobs.readMisses;
import static org.fragaria.feature.FeatureBlobs.readNeighbours;
import static org.fragaria.feature.FeatureBlobs.readScores;
import static org.fragaria.feature.FeatureBlobs.readTogether;
import static org.fragaria.feature.FeatureBlobs.write;
import static org.fragaria.feature.FeatureBlobs.writeDouble;
import static org.fragaria.feature.FeatureBlobs.writeEffects;
import static org.fragaria.feature.FeatureBlobs.writeExamples;
import static org.fragaria.feature.FeatureBlobs.writeFloat;
import static org.fragaria.feature.FeatureBlobs.writeGuess;
import static org.fragaria.feature.FeatureBlobs.writeIntervals;
import static org.fragaria.feature.FeatureBlobs.writeMisses;
import static org.fragaria.feature.FeatureBlobs.writeNeighbours;
import static org.fragaria.feature.FeatureBlobs.writeScores;
import static org.fragaria.feature.FeatureBlobs.writeTogether;

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
 * <tr><td>{@code raises}, {@code lowers}</td><td>{@link FeatureField}s in the same way: the tokens whose logits it raises and
 *     lowers most, value = size of the direct effect; exact values are in {@code rest}</td></tr>
 * <tr><td>{@code row}</td><td>binary doc value, what a table needs: firing, histogram, tokens, guess (below)</td></tr>
 * <tr><td>{@code rest}</td><td>binary doc value, what else a page needs (below)</td></tr>
 * <tr><td>{@code effects}</td><td>binary doc value, what the model loses without the feature (below); absent where that was
 *     not measured, as in indexes that are older than it</td></tr>
 * </table>
 *
 * <p>Blobs use Lucene's variable-length integers ({@code v}), little-endian int32, int64, float32 and float64. A
 * <i>list</i> is its size (v) and its elements.
 *
 * <ul>
 *   <li>{@code row}: max float32; active tokens v; density, mean, deviation, skew, kurtosis, lookup by one, two and three
 *       tokens, persistence and its chance, output promoted and control, float64; histogram; list of token scores; guess.
 *   <li>{@code rest}: histogram of logits; lists of token scores raised, lowered; list of neighbours (feature v, cosine
 *       float32); list of examples; list of intervals (from, to float32; active tokens v; list of examples); list of
 *       misses (token, occurrences, active v; list of examples); together (tokens, active v; list of companions: feature, both,
 *       active v).
 *   <li>{@code effects}: list of effects, one for each of the first so many examples; an effect is a list of tokens, each the
 *       change of its loss and the divergence, float16: off by at most 1/2048 of themselves, or 3e-8 nats.
 *   <li>guess: list of tokens (v), list of previous tokens (v), hits, expected, active (v).
 *   <li>histogram: from, to float32; list of counts (v). Token score: token v, value float32.
 *   <li>example: window v; start v; length v; peak v; peak's activation float32, exact; token ids (v each); a bit per
 *       token that is set where it is active (⌈length/8⌉ bytes, low bit first); a byte {@code q} per active token, 1 to
 *       255, which stands for the activation {@code q · max / 255}. So an activation is off by at most 1/255 of the
 *       feature's maximum, zero stays zero, what fires stays above zero, peaks are exact.
 * </ul>
 */
final class FeatureLayout {

    static final int VERSION = 3;

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
    static final String RAISES = "raises";
    static final String LOWERS = "lowers";
    static final String ROW = "row";
    static final String REST = "rest";
    static final String EFFECTS = "effects";

    private FeatureLayout() {}

    /** The table's part of a feature. */
    record RowBlob(Firing firing, Histogram activations, List<TokenScore> tokens, Guess guess) {}

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
        addTokens(document, TOKENS, feature.tokens(), 1);
        addTokens(document, RAISES, feature.raises(), 1);
        addTokens(document, LOWERS, feature.lowers(), -1);
        try {
            document.add(new BinaryDocValuesField(ROW, rowBlob(feature)));
            document.add(new BinaryDocValuesField(REST, restBlob(feature)));
            if (!feature.effects().isEmpty()) {
                document.add(new BinaryDocValuesField(EFFECTS, effectsBlob(feature.effects())));
            }
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

    private static void addTokens(Document document, String field, List<TokenScore> scores, int sign) {
        for (TokenScore score : scores) {
            if (sign * score.value() >= Float.MIN_NORMAL) { // FeatureField takes no less
                document.add(new FeatureField(field, Integer.toString(score.token()), sign * score.value()));
            }
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
        writeGuess(out, feature.guess());
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
        return new RowBlob(firing, readHistogram(in), readScores(in), readGuess(in));
    }

    private static BytesRef restBlob(MeasuredFeature feature) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        float max = feature.firing().max();
        write(out, feature.logits());
        writeScores(out, feature.raises());
        writeScores(out, feature.lowers());
        writeNeighbours(out, feature.neighbours());
        writeExamples(out, feature.top(), max);
        writeIntervals(out, feature.intervals(), max);
        writeMisses(out, feature.misses());
        writeTogether(out, feature.together());
        return new BytesRef(out.toArrayCopy());
    }

    private static BytesRef effectsBlob(List<Effect> effects) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        writeEffects(out, effects);
        return new BytesRef(out.toArrayCopy());
    }

    static List<Effect> effects(BytesRef bytes) {
        return readEffects(new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length));
    }

    /** Only the tokens that it raises most. */
    static List<TokenScore> raised(BytesRef rest) {
        ByteArrayDataInput in = new ByteArrayDataInput(rest.bytes, rest.offset, rest.length);
        readHistogram(in);
        return readScores(in);
    }

    static MeasuredFeature feature(int index, RowBlob row, BytesRef rest) {
        ByteArrayDataInput in = new ByteArrayDataInput(rest.bytes, rest.offset, rest.length);
        float max = row.firing().max();
        Histogram logits = readHistogram(in);
        List<TokenScore> raises = readScores(in);
        List<TokenScore> lowers = readScores(in);
        List<Neighbour> neighbours = readNeighbours(in);
        return new MeasuredFeature(
                index,
                row.firing(),
                row.activations(),
                logits,
                raises,
                lowers,
                readExamples(in, max),
                readIntervals(in, max),
                neighbours,
                row.tokens(),
                readMisses(in),
                readTogether(in),
                row.guess());
    }
}
