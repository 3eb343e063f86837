package org.fragaria.live;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.Engine;
import org.fragaria.engine.Tracer;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.Tokenizer;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.torch.Torch;

/**
 * A running model with one of its dictionaries. Safe for any number of threads; a few texts are read at a time, others
 * wait for their turn.
 */
public final class LiveSource {

    private final Engine engine;
    private final Dictionary dictionary;
    private final Address address;
    private final Semaphore readers;
    private final int longestText;

    LiveSource(Engine engine, Dictionary dictionary, Address address, Semaphore readers, int longestText) {
        this.engine = engine;
        this.dictionary = dictionary;
        this.address = address;
        this.readers = readers;
        this.longestText = longestText;
    }

    /**
     * Activations of one feature on a text.
     *
     * @param ids token ids of the text
     * @param values activation at each, {@code [position]}, in the dictionary's own scale
     * @param special per token, whether it is special (BOS and the like), which measuring left out
     */
    public record Reading(int[] ids, float[] values, boolean[] special) {}

    /**
     * Activations of all features on a text.
     *
     * @param ids token ids of the text
     * @param values {@code [position · features]}, row after row
     * @param features number of features
     * @param special per token, whether it is special
     */
    public record FullReading(int[] ids, float[] values, int features, boolean[] special) {}

    /** What generates, for several requests at a time. */
    public Engine engine() {
        return engine;
    }

    /**
     * A change of one feature at the dictionary's address.
     *
     * @param strength raw: coefficient or target, in units of the feature's activation; not used by ablation
     */
    public Intervention intervention(int feature, Method method, float strength, Positions positions) {
        return Intervention.onFeature(dictionary, feature, method, strength, positions);
    }

    /**
     * A change of one feature at every place that it writes to.
     *
     * @param strength as for {@link #intervention}
     */
    public List<Intervention> interventions(int feature, Method method, float strength, Positions positions) {
        return Intervention.allOnFeature(dictionary, feature, method, strength, positions);
    }

    /**
     * Token ids of a text.
     *
     * @param what what the text is called in a message, e.g. {@code prompt}
     * @throws InvalidException if it is blank
     * @throws TooLargeException if it is longer than this server reads
     */
    public int[] encode(String what, String text) {
        if (text.isBlank()) {
            throw new InvalidException("Parameter " + what + " is empty: expected some text.");
        }
        if (text.length() > longestText) {
            throw new TooLargeException("Parameter " + what + " has " + text.length()
                    + " characters: this server reads at most " + longestText + ". Shorten it.");
        }
        return tokenizer().encode(text.replace("\r\n", "\n"));
    }

    /**
     * Runs a text through the model and reads one feature.
     *
     * @throws TooLargeException if it is longer than the model's context
     */
    public Reading read(String text, int feature) {
        int[] ids = encode("text", text);
        float[] values = inTurn(() -> dictionary.feature(feature).activations(tensor(ids), ids.length));
        return new Reading(ids, values, special(ids));
    }

    /**
     * Runs a text through the model and reads all features.
     *
     * @throws TooLargeException if it is longer than the model's context
     */
    public FullReading read(String text) {
        int[] ids = encode("q", text);
        float[] values = inTurn(() -> {
            float[] tensor = tensor(ids);
            try (NDManager manager = Torch.manager().newSubManager()) {
                NDArray x = manager.create(tensor, new Shape(ids.length, tensor.length / ids.length));
                return dictionary.encode(x).toFloatArray();
            }
        });
        return new FullReading(ids, values, values.length / ids.length, special(ids));
    }

    /**
     * What may come next after a text.
     *
     * @param ids token ids of the text
     * @param changes what is changed on the way
     * @return probability of every token, {@code [vocabulary]}, at temperature 1
     */
    public float[] next(int[] ids, List<Intervention> changes) {
        return inTurn(() -> {
            Torch.inferenceThread();
            float[] logits = new Tracer(engine.model())
                    .trace(ids, List.of(), true, changes)
                    .logits();
            int vocabulary = logits.length / ids.length;
            return softmax(Arrays.copyOfRange(logits, logits.length - vocabulary, logits.length));
        });
    }

    private static float[] softmax(float[] logits) {
        float most = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        float[] probabilities = new float[logits.length];
        for (int id = 0; id < logits.length; id++) {
            probabilities[id] = (float) (Math.exp(logits[id] - most) / sum);
        }
        return probabilities;
    }

    /** The tensor at the dictionary's address, {@code [position · width]}. */
    private float[] tensor(int[] ids) {
        Torch.inferenceThread();
        Tracer.Trace trace = new Tracer(engine.model()).trace(ids, List.of(address), false, List.of());
        return Objects.requireNonNull(trace.at().get(address));
    }

    private float[] inTurn(java.util.function.Supplier<float[]> reading) {
        readers.acquireUninterruptibly();
        try {
            return reading.get();
        } finally {
            readers.release();
        }
    }

    private boolean[] special(int[] ids) {
        boolean[] special = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            special[i] = tokenizer().special(ids[i]);
        }
        return special;
    }

    private Tokenizer tokenizer() {
        return engine.model().tokenizer();
    }
}
