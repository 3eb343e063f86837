package org.fragaria.dictionary;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.torch.Torch;

/**
 * A sparse autoencoder or transcoder: {@link #encode} turns tensors at its address into feature activations, {@link
 * #decode} turns them back, or into what a transcoder predicts ({@link DictionaryConfig#transcoding}); {@link #feature} is
 * one feature alone. Shapes: {@code n} positions, {@code dIn} and {@code dOut} widths (the same unless it is a
 * transcoder), {@code dSae} features.
 * Everything is computed in float32, whatever the file's dtype. Activations are in the dictionary's own scale (decoder
 * norms are not folded).
 *
 * <p>The file stays mapped for as long as the dictionary is open; matrices go to the device when they are first needed,
 * so that reading single features costs a column and a row only. Safe for any thread; no call may be running on
 * {@link #close}.
 */
public final class Dictionary implements AutoCloseable {

    private final Path folder;
    private final DictionaryConfig config;
    private final Provenance provenance;
    private final DictionaryFiles files;
    private final CanonicalDictionary read;
    private final boolean ownsFiles;
    private final DictionaryTensors tensors;
    private final NDManager manager;
    private final float @Nullable [] finetuningScale;
    private @Nullable Loaded loaded;
    private @Nullable NDArray storedDecoder;
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
            NDArray decoderBias,
            @Nullable NDArray threshold,
            @Nullable NDArray magnitudeScale,
            @Nullable NDArray magnitudeBias,
            @Nullable NDArray perUnit,
            @Nullable NDArray norms,
            @Nullable NDArray skip) {}

    private Dictionary(DictionaryFiles files, CanonicalDictionary read, boolean ownsFiles) {
        this.files = files;
        this.read = read;
        this.ownsFiles = ownsFiles;
        folder = files.path();
        config = read.config();
        provenance = read.provenance();
        tensors = new DictionaryTensors(read);
        finetuningScale = tensors.finetuningScale().orElse(null);
        manager = Torch.manager().newSubManager();
        manager.setName("dictionary " + folder.getFileName());
    }

    /**
     * Opens a dictionary in any of the formats of docs/formats.md. An input scale of training that was not folded is folded,
     * if it lies beside it ({@code activation_scaler.json}).
     *
     * @param path a folder, or a file of weights where a folder holds several dictionaries
     * @throws NotFoundException if nothing is there, or nothing in a known format
     * @throws InvalidException if files contradict each other or do not say what decides numbers, the architecture is not
     *     one of {@link Architecture}, or an input scale must be folded and lies nowhere
     */
    public static Dictionary open(Path path) {
        return open(path, read -> {
            if (read.config().normalization() == Normalization.EXPECTED_AVERAGE_ONLY_IN) {
                OptionalDouble beside = InputScale.beside(path);
                if (beside.isPresent()) {
                    return folded(read, beside.getAsDouble());
                }
                throw new InvalidException("Dictionary " + path + ": normalize_activations is "
                        + read.config().normalization().id()
                        + ": the input scale of training was not folded into the weights, and without it every number"
                        + " would be wrong. Give the scale (norm_scaling_factor in SAELens's registry, scaling_factor in"
                        + " activation_scaler.json), or fold it with SAELens's fold_activation_norm_scaling_factor and"
                        + " save again.");
            }
            return read;
        });
    }

    /**
     * Opens a dictionary whose input scale was not folded, and folds it.
     *
     * @param inputScale what inputs were multiplied by in training; finite, above 0
     * @throws InvalidException if the dictionary declares another normalisation, and as {@link #open(Path)}
     */
    public static Dictionary open(Path path, double inputScale) {
        return open(path, read -> {
            if (read.config().normalization() != Normalization.EXPECTED_AVERAGE_ONLY_IN) {
                throw new InvalidException("Dictionary " + path + ": normalize_activations is "
                        + read.config().normalization().id()
                        + ", so there is no input scale to fold: leave it out.");
            }
            return folded(read, inputScale);
        });
    }

    private static CanonicalDictionary folded(CanonicalDictionary read, double inputScale) {
        if (!(inputScale > 0) || Double.isInfinite(inputScale)) {
            throw new InvalidException("Input scale " + inputScale + ": expected a finite number above 0.");
        }
        return read.folded(inputScale);
    }

    private static Dictionary open(Path path, UnaryOperator<CanonicalDictionary> scaling) {
        DictionaryFiles files = new DictionaryFiles(path);
        boolean good = false;
        try {
            Dictionary opened = new Dictionary(files, scaling.apply(DictionaryFormats.read(files)), true);
            good = true;
            return opened;
        } finally {
            if (!good) {
                files.close();
            }
        }
    }

    /**
     * The same weights, read in another way. It shares this one's mapped files, so it is to be closed first.
     *
     * @throws InvalidException if the settings or shapes do not allow it
     */
    public Dictionary reread(Rereading how) {
        return new Dictionary(files, how.of(read), false);
    }

    /** What its files say; normalisation {@code NONE} where an input scale was folded on opening. */
    public DictionaryConfig config() {
        return config;
    }

    /** Which files its numbers come from, and what they do not say. */
    public Provenance provenance() {
        return provenance;
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
                    "Dictionary " + folder + ": expected a tensor of width " + config.dIn() + " (d_in), found width "
                            + width + " at " + where + ": it was trained on another model or at another place.");
        }
    }

    /**
     * Checks that what it predicts fits a tensor.
     *
     * @param width the tensor's last dimension
     * @param where what the tensor is, for the message
     * @throws InvalidException if it does not
     */
    public void requireOutputWidth(long width, String where) {
        if (width != config.dOut()) {
            throw new InvalidException("Dictionary " + folder + ": it predicts a tensor of width " + config.dOut()
                    + " (d_out), found width " + width + " at " + where
                    + ": it was trained on another model or at another place.");
        }
    }

    /**
     * Checks that it predicts the tensor that it reads.
     *
     * @param purpose what for, for the message, e.g. {@code The truth report}
     * @throws InvalidException if it is a transcoder
     */
    public void requireAutoencoder(String purpose) {
        if (config.transcoding().isPresent()) {
            throw new InvalidException("Dictionary " + folder + ": " + purpose
                    + " needs an autoencoder, which reconstructs the tensor that it reads; this is a transcoder.");
        }
    }

    private void requirePrediction() {
        config.span().ifPresent(span -> {
            throw new InvalidException("Dictionary " + folder + ": decoding needs all layers: this is layer "
                    + span.layer() + " of the " + span.layers()
                    + " of a cross-layer transcoder, and a layer's tensor is"
                    + " predicted by what all layers up to it write. Open the folder as a CrossLayerTranscoder.");
        });
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
        NDArray h = config.normalization().in(config.centres() ? x.sub(x.mean(new int[] {1}, true)) : x);
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
        if (config.architecture() == Architecture.GROUPMAX) {
            NDArray groups = pre.reshape(-1, config.k(), config.dSae() / config.k());
            NDList top = groups.topK(1, 2, true, false);
            return groups.zerosLike()
                    .scatter(top.get(1), top.get(0).maximum(0), 2)
                    .reshape(pre.getShape());
        }
        if (config.architecture() == Architecture.TOPK) {
            NDList top = pre.topK(config.k(), 1, true, false);
            return pre.zerosLike().scatter(top.get(1), top.get(0).maximum(0), 1);
        }
        return pre.maximum(0);
    }

    /**
     * The reconstruction of what was encoded, or a transcoder's prediction of the tensor at its output.
     *
     * @param activations {@code [n, dSae]} float32
     * @param x what was encoded, {@code [n, dIn]}: says how to undo the normalisation, and feeds the skip connection
     * @return {@code [n, dOut]} float32, in the manager of {@code activations}
     * @throws InvalidException if it is one layer of a cross-layer transcoder, which predicts nothing alone
     */
    public NDArray decode(NDArray activations, NDArray x) {
        requirePrediction();
        check(activations, config.dSae());
        check(x, config.dIn());
        Loaded weights = load();
        return inScratch(activations, in -> {
            NDArray units = weights.perUnit() == null ? in : in.mul(weights.perUnit());
            NDArray y = units.matMul(storedDecoder()).addi(weights.decoderBias());
            NDArray skip = weights.skip();
            boolean undone = config.transcoding().isEmpty() && config.normalization() != Normalization.NONE;
            if (skip == null && !undone && !config.centres()) {
                return y;
            }
            try (NDManager scratch = x.getManager().newSubManager()) {
                NDArray view = x.reshape(x.getShape());
                view.attach(scratch);
                if (skip == null && config.centres()) {
                    return y.add(view.mean(new int[] {1}, true));
                }
                return skip == null ? config.normalization().out(y, view) : y.add(view.matMul(skip));
            }
        });
    }

    /**
     * What one layer of a cross-layer transcoder predicts of its own layer's tensor before any feature: bias and skip.
     *
     * @param x what the layer reads, {@code [n, dIn]} float32
     * @return {@code [n, dOut]} float32, in the manager of {@code x}
     */
    NDArray constant(NDArray x) {
        check(x, config.dIn());
        Loaded weights = load();
        return inScratch(x, in -> {
            NDArray skip = weights.skip();
            NDArray affine = skip == null
                    ? in.getManager().zeros(new Shape(in.getShape().get(0), config.dOut()))
                    : in.matMul(skip);
            return affine.addi(weights.decoderBias());
        });
    }

    /**
     * What activations of one layer of a cross-layer transcoder add to the tensor at a layer.
     *
     * @param activations {@code [n, dSae]} float32
     * @param target the layer that they write to
     * @param x says how many positions there are
     * @return {@code [n, dOut]} float32, in the manager of {@code activations}
     */
    NDArray written(NDArray activations, int target, NDArray x) {
        check(activations, config.dSae());
        if (activations.getShape().get(0) != x.getShape().get(0)) {
            throw new InvalidException("Dictionary " + folder + ": expected activations of "
                    + x.getShape().get(0) + " positions, found those of "
                    + activations.getShape().get(0) + ".");
        }
        return tensors.crossLayer()
                .orElseThrow(() -> new IllegalStateException(folder + " is no layer of a cross-layer transcoder"))
                .written(activations, target);
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
     * What one unit of a feature's activation adds to the reconstruction (before normalisation is undone), {@code [dOut]}.
     * Of a layer of a cross-layer transcoder the sum over the layers that it writes to: what its writing alone, not what
     * later parts make of it, adds to the residual stream at the end.
     *
     * @throws NotFoundException if there is none of that number
     */
    public float[] decoderRow(int index) {
        require(index);
        float[] row = tensors.decoderRow(index);
        return times(row, perUnit(index, norm(row)));
    }

    /**
     * What one unit of a feature's activation adds at one of the places that it writes to, {@code [dOut]}. Reads that row
     * only.
     *
     * @param target the layer written to; any, where the dictionary writes to one place
     * @throws NotFoundException if there is no feature of that number
     * @throws InvalidException if it does not write to that layer
     */
    public float[] decoderRow(int index, int target) {
        require(index);
        return tensors.crossLayer().map(decoder -> decoder.row(index, target)).orElseGet(() -> decoderRow(index));
    }

    /**
     * What a feature is read off by, as it is stored, {@code [dIn]}: without scaling of the input.
     *
     * @throws NotFoundException if there is none of that number
     */
    public float[] encoderColumn(int index) {
        require(index);
        return tensors.encoderColumn(index);
    }

    /**
     * A feature's encoder bias, as it is stored; of a gated dictionary that of the gate.
     *
     * @throws NotFoundException if there is none of that number
     */
    public float encoderBias(int index) {
        require(index);
        return tensors.perFeature(config.architecture() == Architecture.GATED ? "b_gate" : "b_enc", index);
    }

    /** Euclidean norm of {@link #decoderRow(int)}. */
    public float decoderNorm(int index) {
        return (float) norm(decoderRow(index));
    }

    /** The rows of all features as {@link #decoderRow(int)}, {@code [dSae, dOut]}; belongs to the dictionary: do not close. */
    public synchronized NDArray decoder() {
        Loaded weights = load();
        NDArray perUnit = weights.perUnit();
        if (perUnit == null) {
            return storedDecoder();
        }
        if (effectiveDecoder == null) {
            effectiveDecoder = storedDecoder().mul(perUnit.reshape(-1, 1));
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
        NDArray norms = config.rescaleActsByDecoderNorm()
                ? storedDecoder().square().sum(new int[] {1}).sqrt()
                : null;
        NDArray perUnit = finetuningScale == null ? null : manager.create(finetuningScale);
        if (norms != null) {
            perUnit = perUnit == null ? norms.pow(-1) : perUnit.div(norms);
        }
        Loaded weights = new Loaded(
                tensors.encoder(manager),
                manager.create(tensors.perFeature(gated ? "b_gate" : "b_enc")),
                manager.create(tensors.decoderBias()),
                jumps ? manager.create(tensors.perFeature("threshold")) : null,
                gated ? manager.create(tensors.perFeature("r_mag")).exp() : null,
                gated ? manager.create(tensors.perFeature("b_mag")) : null,
                perUnit,
                norms,
                tensors.skip(manager).orElse(null));
        loaded = weights;
        return weights;
    }

    /** The decoder as it is stored, {@code [dSae, dOut]}: apart from the rest, since encoding seldom needs it. */
    private synchronized NDArray storedDecoder() {
        NDArray present = storedDecoder;
        if (present == null) {
            present = tensors.decoder(manager);
            storedDecoder = present;
        }
        return present;
    }

    /** Frees the matrices and the mapping. */
    @Override
    public void close() {
        manager.close();
        if (ownsFiles) {
            files.close();
        }
    }
}
