package org.fragaria.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.Engine;
import org.fragaria.engine.Tracer;
import org.fragaria.intervention.Condition;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.intervention.Scope;
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

    /**
     * A text read and built up again.
     *
     * @param reading activations of all features
     * @param fvu fraction of variance unexplained over the text, centred on its mean, special tokens left out; NaN if the
     *     dictionary predicts no tensor by itself, or the tensor does not vary
     * @param l0 features active at once, mean over the tokens that count
     */
    public record Rebuilding(FullReading reading, double fvu, double l0) {}

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
        return interventions(feature, method, strength, Scope.of(positions));
    }

    /**
     * A change of one feature at every place that it writes to.
     *
     * @param strength as {@link Method#unit} says; activations raw
     */
    public List<Intervention> interventions(int feature, Method method, float strength, Scope scope) {
        return Intervention.allOnFeature(dictionary, feature, method, strength, scope);
    }

    /** That a feature is above a raw activation. */
    public Condition condition(int feature, float above) {
        return Condition.onFeature(dictionary, feature, above);
    }

    /** Where its features write; the first place, if there are several. */
    public Address writesTo() {
        return dictionary.config().outputAddress();
    }

    /**
     * The tensors at an address for some texts of any lengths, one after the other.
     *
     * @param texts token ids, each text with at least one
     * @return per text {@code [position · width]}
     * @throws InvalidException if the model has no such address
     * @throws TooLargeException if a text is longer than the model's context
     */
    public List<float[]> tensors(List<int[]> texts, Address place) {
        List<float[]> found = new ArrayList<>();
        for (int[] text : texts) {
            inTurn(() -> {
                found.add(Objects.requireNonNull(tensors(text, List.of(place)).get(place)));
                return new float[0];
            });
        }
        return found;
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
     * Runs tokens through the model and reads one feature, e.g. of a text that a model wrote.
     *
     * @return activation at each token, {@code [position]}
     * @throws TooLargeException if they are more than the model's context
     */
    public float[] activations(int[] ids, int feature) {
        return inTurn(() -> dictionary.feature(feature).activations(tensor(ids), ids.length));
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
     * Runs a text through the model, reads all features and says how much of the tensor they leave unexplained.
     *
     * @throws TooLargeException if it is longer than the model's context
     */
    public Rebuilding rebuild(String text) {
        int[] ids = encode("text", text);
        boolean[] special = special(ids);
        double[] fvu = {Double.NaN};
        float[] values = inTurn(() -> {
            boolean alone = dictionary.config().span().isEmpty();
            Address output = alone ? dictionary.config().outputAddress() : address;
            Address predicted = dictionary.config().transcoding().isPresent() ? output : address;
            Map<Address, float[]> tensors = tensors(ids, List.of(address, predicted));
            try (NDManager manager = Torch.manager().newSubManager()) {
                NDArray x = rows(manager, tensors.get(address), ids.length);
                NDArray activations = dictionary.encode(x);
                if (alone) {
                    NDArray y = rows(manager, tensors.get(predicted), ids.length);
                    NDArray error = y.sub(dictionary.decode(activations, x));
                    fvu[0] = unexplained(y.toFloatArray(), error.toFloatArray(), special);
                }
                return activations.toFloatArray();
            }
        });
        FullReading reading = new FullReading(ids, values, values.length / ids.length, special);
        return new Rebuilding(reading, fvu[0], active(reading));
    }

    /**
     * What one unit of a feature's activation adds to the tensor that its dictionary predicts, {@code [width]}.
     *
     * @throws org.fragaria.problem.NotFoundException if there is none of that number
     */
    public float[] direction(int feature) {
        return dictionary.decoderRow(feature);
    }

    private static NDArray rows(NDManager manager, float @Nullable [] tensor, int rows) {
        float[] values = Objects.requireNonNull(tensor);
        return manager.create(values, new Shape(rows, values.length / rows));
    }

    /** {@code Σ‖y − ŷ‖² / Σ‖y − ȳ‖²} over the tokens that count. */
    private static double unexplained(float[] y, float[] error, boolean[] special) {
        int width = y.length / special.length;
        double[] sum = new double[width];
        double squares = 0;
        double errors = 0;
        int counted = 0;
        for (int row = 0; row < special.length; row++) {
            for (int i = 0; i < width && !special[row]; i++) {
                double value = y[row * width + i];
                sum[i] += value;
                squares += value * value;
                errors += (double) error[row * width + i] * error[row * width + i];
            }
            counted += special[row] ? 0 : 1;
        }
        double ofMean = 0;
        for (double s : sum) {
            ofMean += s * s / Math.max(1, counted);
        }
        return squares - ofMean > 0 ? errors / (squares - ofMean) : Double.NaN;
    }

    private static double active(FullReading reading) {
        long active = 0;
        int counted = 0;
        for (int row = 0; row < reading.ids().length; row++) {
            for (int f = 0; f < reading.features() && !reading.special()[row]; f++) {
                active += reading.values()[row * reading.features() + f] > 0 ? 1 : 0;
            }
            counted += reading.special()[row] ? 0 : 1;
        }
        return counted == 0 ? Double.NaN : (double) active / counted;
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
        return read(ids, ids.length, List.of(), others);
    }

    /**
     * Runs tokens through the model once, changed on the way, and reads all features of several dictionaries.
     *
     * @param promptLength how many of the tokens are prompt; the others count as generated
     * @param others this source and others of the same model, by source id
     * @throws TooLargeException if there are more than the model's context holds
     */
    SharedReading read(int[] ids, int promptLength, List<Intervention> changes, Map<String, LiveSource> others) {
        List<Address> addresses =
                others.values().stream().map(other -> other.address).distinct().toList();
        Map<String, List<SharedReading.Firing>> firing = new TreeMap<>();
        inTurn(() -> {
            Torch.inferenceThread();
            Tracer.Trace trace = new Tracer(engine.model()).trace(ids, promptLength, addresses, false, changes);
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
        return Objects.requireNonNull(tensors(ids, List.of(address)).get(address));
    }

    private Map<Address, float[]> tensors(int[] ids, List<Address> addresses) {
        Torch.inferenceThread();
        List<Address> distinct = addresses.stream().distinct().toList();
        return new Tracer(engine.model()).trace(ids, distinct, false, List.of()).at();
    }

    private float[] inTurn(java.util.function.Supplier<float[]> reading) {
        readers.acquireUninterruptibly();
        try {
            return reading.get();
        } finally {
            readers.release();
        }
    }

    /** Per token, whether it is special (BOS and the like). */
    public boolean[] special(int[] ids) {
        boolean[] special = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            special[i] = tokenizer().special(ids[i]);
        }
        return special;
    }

    /** The model's tokenizer. */
    public Tokenizer tokenizer() {
        return engine.model().tokenizer();
    }
}
