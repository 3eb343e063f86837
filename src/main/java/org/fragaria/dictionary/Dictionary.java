package org.fragaria.dictionary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsFile;

/**
 * A sparse autoencoder: {@link #encode} turns tensors at its address into feature activations, {@link #decode} turns
 * them back, {@link #feature} is one feature alone. Shapes: {@code n} positions, {@code dIn} width, {@code dSae} features.
 * Everything is computed in float32, whatever the file's dtype. Activations are in the dictionary's own scale (decoder
 * norms are not folded).
 *
 * <p>The file stays mapped for as long as the dictionary is open; matrices go to the device when they are first needed,
 * so that reading single features costs a column and a row only. Safe for any thread; no call may be running on
 * {@link #close}.
 */
public final class Dictionary implements AutoCloseable {

    static final String WEIGHTS = "sae_weights.safetensors";

    private final Path folder;
    private final DictionaryConfig config;
    private final DictionaryTensors tensors;
    private final NDManager manager;
    private final float @Nullable [] finetuningScale;
    private @Nullable Loaded loaded;
    private @Nullable NDArray effectiveDecoder;

    /**
     * The matrices on the device.
     *
     * @param perUnit what a unit of activation is worth in decoder rows, {@code [dSae]}, or null if 1
     * @param norms norms of the decoder rows {@code [dSae]}, where pre-activations are multiplied by them, else null
     */
    private record Loaded(
            NDArray encoder,
            NDArray bias,
            NDArray decoder,
            NDArray decoderBias,
            @Nullable NDArray threshold,
            @Nullable NDArray magnitudeScale,
            @Nullable NDArray magnitudeBias,
            @Nullable NDArray perUnit,
            @Nullable NDArray norms) {}

    private Dictionary(Path folder, DictionaryConfig config, DictionaryTensors tensors) {
        this.folder = folder;
        this.config = config;
        this.tensors = tensors;
        finetuningScale = tensors.finetuningScale().orElse(null);
        manager = Torch.manager().newSubManager();
        manager.setName("dictionary " + folder.getFileName());
    }

    /**
     * Opens a dictionary.
     *
     * @param folder a folder with {@code cfg.json} and {@code sae_weights.safetensors}
     * @throws NotFoundException if the folder or one of the two is missing
     * @throws InvalidException if they contradict each other, the architecture is not one of {@link Architecture}, or an
     *     input scale is to be folded first
     */
    public static Dictionary open(Path folder) {
        DictionaryConfig config = config(folder);
        if (config.normalization() == Normalization.EXPECTED_AVERAGE_ONLY_IN) {
            throw new InvalidException("File " + folder.resolve(ConfigFile.NAME) + ": normalize_activations is "
                    + config.normalization().id() + ": the input scale of training was not folded into the weights, and"
                    + " without it every number would be wrong. Give the scale (norm_scaling_factor in SAELens's registry,"
                    + " scaling_factor in activation_scaler.json), or fold it with SAELens's"
                    + " fold_activation_norm_scaling_factor and save again.");
        }
        return open(folder, config, 1);
    }

    /**
     * Opens a dictionary whose input scale was not folded, and folds it.
     *
     * @param inputScale what inputs were multiplied by in training; finite, above 0
     * @throws InvalidException if the dictionary declares another normalisation, and as {@link #open(Path)}
     */
    public static Dictionary open(Path folder, double inputScale) {
        DictionaryConfig config = config(folder);
        if (config.normalization() != Normalization.EXPECTED_AVERAGE_ONLY_IN) {
            throw new InvalidException("File " + folder.resolve(ConfigFile.NAME) + ": normalize_activations is "
                    + config.normalization().id() + ", so there is no input scale to fold: leave it out.");
        }
        if (!(inputScale > 0) || Double.isInfinite(inputScale)) {
            throw new InvalidException("Input scale " + inputScale + ": expected a finite number above 0.");
        }
        return open(folder, config.with(Normalization.NONE), inputScale);
    }

    private static DictionaryConfig config(Path folder) {
        for (String name : new String[] {ConfigFile.NAME, WEIGHTS}) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                throw new NotFoundException("Dictionary folder " + folder + ": expected " + ConfigFile.NAME + " and "
                        + WEIGHTS + " (SAELens's layout); " + name + " is missing, found " + listing(folder) + ".");
            }
        }
        return ConfigFile.read(folder.resolve(ConfigFile.NAME));
    }

    private static String listing(Path folder) {
        if (!Files.isDirectory(folder)) {
            return "no such folder";
        }
        try (Stream<Path> files = Files.list(folder)) {
            String names = files.map(f -> f.getFileName().toString())
                    .sorted()
                    .limit(20)
                    .collect(Collectors.joining(", "));
            return names.isEmpty() ? "an empty folder" : names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dictionary open(Path folder, DictionaryConfig config, double inputScale) {
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS));
        try {
            return new Dictionary(folder, config, new DictionaryTensors(file, config, inputScale));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** What its {@code cfg.json} says; normalisation {@code NONE} where an input scale was folded on opening. */
    public DictionaryConfig config() {
        return config;
    }

    /** Where it was opened. */
    public Path folder() {
        return folder;
    }

    /**
     * Checks that it fits a tensor.
     *
     * @param width the tensor's last dimension
     * @param where what the tensor is, for the message, e.g. {@code resid_post.2 of model gpt2}
     * @throws InvalidException if it does not
     */
    public void requireWidth(long width, String where) {
        if (width != config.dIn()) {
            throw new InvalidException(
                    "Dictionary " + folder + ": expected a tensor of width " + config.dIn() + " (d_in in "
                            + ConfigFile.NAME + "), found width " + width + " at " + where
                            + ": it was trained on another model or at another place.");
        }
    }

    /**
     * Feature activations.
     *
     * @param x {@code [n, dIn]} float32
     * @return {@code [n, dSae]} float32, ≥ 0, in the manager of {@code x}. Where equal pre-activations compete for the
     *     last of topk's places, libtorch chooses.
     */
    public NDArray encode(NDArray x) {
        check(x, config.dIn());
        Loaded weights = load();
        return inScratch(x, in -> activations(preActivations(in, weights), weights));
    }

    /** {@code x · W_enc + b}: what the activation function gets; b is {@code b_gate} on gated dictionaries. */
    private NDArray preActivations(NDArray x, Loaded weights) {
        NDArray h = config.normalization().in(x);
        h = config.applyBDecToInput() ? h.sub(weights.decoderBias()) : h;
        NDArray pre = h.matMul(weights.encoder());
        if (weights.magnitudeScale() != null) {
            return pre;
        }
        pre.addi(weights.bias());
        return weights.norms() == null ? pre : pre.muli(weights.norms());
    }

    private NDArray activations(NDArray pre, Loaded weights) {
        if (weights.magnitudeScale() != null && weights.magnitudeBias() != null) {
            NDArray open = pre.add(weights.bias()).gt(0).toType(DataType.FLOAT32, false);
            return pre.mul(weights.magnitudeScale())
                    .addi(weights.magnitudeBias())
                    .maximum(0)
                    .muli(open);
        }
        if (weights.threshold() != null) {
            NDArray open = pre.gt(weights.threshold()).toType(DataType.FLOAT32, false);
            return pre.maximum(0).muli(open);
        }
        if (config.architecture() == Architecture.TOPK) {
            NDList top = pre.topK(config.k(), 1, true, false);
            return pre.zerosLike().scatter(top.get(1), top.get(0).maximum(0), 1);
        }
        return pre.maximum(0);
    }

    /**
     * The reconstruction.
     *
     * @param activations {@code [n, dSae]} float32
     * @param x what was encoded, {@code [n, dIn]}: says how to undo the normalisation
     * @return {@code [n, dIn]} float32, in the manager of {@code activations}
     */
    public NDArray decode(NDArray activations, NDArray x) {
        check(activations, config.dSae());
        check(x, config.dIn());
        Loaded weights = load();
        return inScratch(activations, in -> {
            NDArray units = weights.perUnit() == null ? in : in.mul(weights.perUnit());
            NDArray y = units.matMul(weights.decoder()).addi(weights.decoderBias());
            if (config.normalization() == Normalization.NONE) {
                return y;
            }
            try (NDManager scratch = x.getManager().newSubManager()) {
                NDArray view = x.reshape(x.getShape());
                view.attach(scratch);
                return config.normalization().out(y, view);
            }
        });
    }

    private interface Computation {
        NDArray of(NDArray in);
    }

    /** Runs a computation in a manager of its own, which frees what lies between; the result goes to the manager of x. */
    private static NDArray inScratch(NDArray x, Computation computation) {
        try (NDManager scratch = x.getManager().newSubManager()) {
            NDArray in = x.reshape(x.getShape());
            in.attach(scratch);
            NDArray result = computation.of(in);
            result.attach(x.getManager());
            return result;
        }
    }

    private void check(NDArray x, int width) {
        Shape shape = x.getShape();
        if (shape.dimension() != 2 || shape.get(1) != width || x.getDataType() != DataType.FLOAT32) {
            throw new InvalidException("Dictionary " + folder + ": expected a float32 tensor [n, " + width + "], found "
                    + x.getDataType() + " " + shape + ".");
        }
    }

    /**
     * One feature, read from the file: an encoder column, a decoder row and its biases. It can read its activation off a
     * tensor for as long as this dictionary is open.
     *
     * @throws NotFoundException if there is none of that number
     */
    public FeatureDirection feature(int index) {
        require(index);
        boolean gated = config.architecture() == Architecture.GATED;
        float[] row = tensors.decoderRow(index);
        double norm = norm(row);
        FeatureDirection.Numbers numbers = new FeatureDirection.Numbers(
                tensors.encoderColumn(index),
                config.applyBDecToInput() ? tensors.decoderBias() : new float[config.dIn()],
                tensors.perFeature(gated ? "b_gate" : "b_enc", index),
                gated ? (float) Math.exp(tensors.perFeature("r_mag", index)) : 1,
                gated ? tensors.perFeature("b_mag", index) : 0,
                config.architecture() == Architecture.JUMPRELU ? tensors.perFeature("threshold", index) : 0,
                config.rescaleActsByDecoderNorm() ? norm : 1,
                times(row, perUnit(index, norm)));
        return new FeatureDirection(this, index, numbers);
    }

    /**
     * What one unit of a feature's activation adds to the reconstruction (before normalisation is undone), {@code [dIn]}.
     *
     * @throws NotFoundException if there is none of that number
     */
    public float[] decoderRow(int index) {
        require(index);
        float[] row = tensors.decoderRow(index);
        return times(row, perUnit(index, norm(row)));
    }

    /** Euclidean norm of {@link #decoderRow}. */
    public float decoderNorm(int index) {
        return (float) norm(decoderRow(index));
    }

    /** The rows of all features as {@link #decoderRow}, {@code [dSae, dIn]}; belongs to the dictionary: do not close. */
    public synchronized NDArray decoder() {
        Loaded weights = load();
        NDArray perUnit = weights.perUnit();
        if (perUnit == null) {
            return weights.decoder();
        }
        if (effectiveDecoder == null) {
            effectiveDecoder = weights.decoder().mul(perUnit.reshape(-1, 1));
        }
        return effectiveDecoder;
    }

    private double perUnit(int index, double norm) {
        double scale = finetuningScale == null ? 1 : finetuningScale[index];
        return config.rescaleActsByDecoderNorm() ? scale / norm : scale;
    }

    private void require(int index) {
        if (index < 0 || index >= config.dSae()) {
            throw new NotFoundException("Feature " + index + " does not exist: the dictionary " + folder.getFileName()
                    + " has features 0 to " + (config.dSae() - 1) + ".");
        }
    }

    private static float[] times(float[] row, double factor) {
        for (int i = 0; factor != 1 && i < row.length; i++) {
            row[i] *= (float) factor;
        }
        return row;
    }

    private static double norm(float[] row) {
        double squares = 0;
        for (float v : row) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    private synchronized Loaded load() {
        Loaded present = loaded;
        if (present != null) {
            return present;
        }
        boolean gated = config.architecture() == Architecture.GATED;
        boolean jumps = config.architecture() == Architecture.JUMPRELU;
        NDArray decoder = tensors.decoder(manager);
        NDArray norms = config.rescaleActsByDecoderNorm()
                ? decoder.square().sum(new int[] {1}).sqrt()
                : null;
        NDArray perUnit = finetuningScale == null ? null : manager.create(finetuningScale);
        if (norms != null) {
            perUnit = perUnit == null ? norms.pow(-1) : perUnit.div(norms);
        }
        Loaded weights = new Loaded(
                tensors.encoder(manager),
                manager.create(tensors.perFeature(gated ? "b_gate" : "b_enc")),
                decoder,
                manager.create(tensors.decoderBias()),
                jumps ? manager.create(tensors.perFeature("threshold")) : null,
                gated ? manager.create(tensors.perFeature("r_mag")).exp() : null,
                gated ? manager.create(tensors.perFeature("b_mag")) : null,
                perUnit,
                norms);
        loaded = weights;
        return weights;
    }

    /** Frees the matrices and the mapping. */
    @Override
    public void close() {
        manager.close();
        tensors.close();
    }
}
