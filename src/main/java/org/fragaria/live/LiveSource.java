package org.fragaria.live;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

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

    /**
     * Runs a text through the model once and reads all features of several dictionaries.
     *
     * @param what what the text is called in a message
     * @param others this source and others of the same model, by source id
     * @throws TooLargeException if it is longer than this server reads or than the model's context
     */
    SharedReading read(String what, String text, Map<String, LiveSource> others) {
        int[] ids = encode(what, text);
        List<Address> addresses =
                others.values().stream().map(other -> other.address).distinct().toList();
        Map<String, List<SharedReading.Firing>> firing = new TreeMap<>();
        inTurn(() -> {
            Torch.inferenceThread();
            Tracer.Trace trace = new Tracer(engine.model()).trace(ids, addresses, false, List.of());
            others.forEach((source, other) ->
                    firing.put(source, SharedPass.encode(other.dictionary, trace.tensor(other.address), ids.length)));
            return new float[0];
        });
        return new SharedReading(ids, special(ids), firing, Map.of());
    }

    /** Whether the model has the place that the dictionary reads. */
    boolean fits() {
        try {
            engine.model().config().require(address);
            return true;
        } catch (InvalidException e) {
            return false;
        }
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
