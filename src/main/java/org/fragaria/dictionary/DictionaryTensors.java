package org.fragaria.dictionary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.DType;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.StoredTensor;

/**
 * The tensors of one dictionary in its mapped file, shapes checked on opening. Names and orientation are SAELens's:
 * {@code W_enc [dIn, dSae]}, {@code W_dec [dSae, dIn]}, {@code b_dec [dIn]}; {@code b_enc [dSae]} or, gated, {@code
 * b_gate}, {@code b_mag}, {@code r_mag [dSae]}; jumprelu {@code threshold [dSae]}.
 *
 * <p>An input scale {@code s} is folded on the way out: {@code W_enc · s}, {@code W_dec / s}, {@code b_dec / s}.
 */
final class DictionaryTensors implements AutoCloseable {

    /** Elements read at a time where a tensor must be converted: 256 MB. */
    private static final long CHUNK = 1 << 26;

    private static final String W_ENC = "W_enc";
    private static final String W_DEC = "W_dec";
    private static final String B_DEC = "b_dec";

    private final SafetensorsFile file;
    private final DictionaryConfig config;
    private final double inputScale;

    DictionaryTensors(SafetensorsFile file, DictionaryConfig config, double inputScale) {
        this.file = file;
        this.config = config;
        this.inputScale = inputScale;
        check(W_ENC, config.dIn(), config.dSae());
        check(W_DEC, config.dSae(), config.dIn());
        check(B_DEC, config.dIn());
        switch (config.architecture()) {
            case STANDARD, TOPK -> check("b_enc", config.dSae());
            case JUMPRELU -> Stream.of("b_enc", "threshold").forEach(n -> check(n, config.dSae()));
            case GATED -> Stream.of("b_gate", "b_mag", "r_mag").forEach(n -> check(n, config.dSae()));
        }
    }

    private void check(String name, long... shape) {
        String declared = config.architecture().id() + " with d_in " + config.dIn() + ", d_sae " + config.dSae();
        if (!file.has(name)) {
            throw invalid(
                    name,
                    "with shape " + Arrays.toString(shape) + " (cfg.json: " + declared + ")",
                    "none; there are " + String.join(", ", file.names()));
        }
        StoredTensor tensor = file.info(name);
        if (!tensor.hasShape(shape)) {
            boolean turned = shape.length == 2 && tensor.hasShape(shape[1], shape[0]);
            throw invalid(
                    name,
                    "shape " + Arrays.toString(shape) + " (cfg.json: " + declared + ")",
                    "shape " + tensor.shape()
                            + (turned
                                    ? ": it is transposed, so this is not SAELens's layout"
                                    : ": cfg.json and weights do" + " not belong together"));
        }
        if (!tensor.dtype().floating()) {
            throw invalid(name, "floating-point elements", tensor.dtype().name());
        }
    }

    private InvalidException invalid(String name, String expected, String found) {
        return new InvalidException(
                "File " + file.file(name) + ": tensor '" + name + "': expected " + expected + ", found " + found + ".");
    }

    /** The scale of decoder rows that older layouts call {@code scaling_factor [dSae]}; empty if none or all ones. */
    Optional<float[]> finetuningScale() {
        Optional<String> name = Stream.of("scaling_factor", "finetuning_scaling_factor")
                .filter(file::has)
                .findFirst();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        check(name.get(), config.dSae());
        float[] scale = file.floats(name.get());
        boolean ones = true;
        for (float s : scale) {
            ones &= Math.abs(s - 1) <= 1e-5;
        }
        if (ones) {
            return Optional.empty();
        }
        if (!config.finetuningScaling()) {
            throw invalid(
                    name.get(),
                    "all ones, since cfg.json does not say finetuning_scaling_factor: true",
                    "other values. Which of the two is right cannot be known: ask who made the dictionary");
        }
        return Optional.of(scale);
    }

    /** The encoder, {@code [dIn, dSae]}, the mapped file itself where it is float32 and nothing is folded. */
    NDArray encoder(NDManager manager) {
        return matrix(manager, W_ENC, inputScale);
    }

    /** The decoder, {@code [dSae, dIn]}. */
    NDArray decoder(NDManager manager) {
        return matrix(manager, W_DEC, 1 / inputScale);
    }

    float[] decoderBias() {
        return scaled(file.floats(B_DEC), 1 / inputScale);
    }

    /** A vector over features, unchanged by folding. */
    float[] perFeature(String name) {
        return file.floats(name);
    }

    /** One element of a vector over features. */
    float perFeature(String name, int feature) {
        return file.floats(name, feature, 1)[0];
    }

    /** One feature's weights of the encoder, {@code [dIn]}: a column, gathered element by element. */
    float[] encoderColumn(int feature) {
        float[] column = new float[config.dIn()];
        for (int i = 0; i < column.length; i++) {
            column[i] = file.floats(W_ENC, (long) i * config.dSae() + feature, 1)[0];
        }
        return scaled(column, inputScale);
    }

    /** One feature's row of the decoder, {@code [dIn]}. */
    float[] decoderRow(int feature) {
        return scaled(file.floats(W_DEC, (long) feature * config.dIn(), config.dIn()), 1 / inputScale);
    }

    private static float[] scaled(float[] values, double factor) {
        for (int i = 0; factor != 1 && i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return values;
    }

    private NDArray matrix(NDManager manager, String name, double factor) {
        StoredTensor tensor = file.info(name);
        Shape shape = new Shape(tensor.dimensions());
        if (tensor.dtype() == DType.F32 && tensor.bytes() <= Integer.MAX_VALUE) {
            ByteBuffer mapped = file.bytes(name).order(ByteOrder.nativeOrder());
            if (mapped.alignmentOffset(0, Float.BYTES) == 0) {
                return times(manager.create(mapped, shape, DataType.FLOAT32), factor);
            }
        }
        long columns = shape.get(1);
        int rowsAtOnce = (int) Math.max(1, CHUNK / columns);
        NDList parts = new NDList();
        for (long row = 0; row < shape.get(0); row += rowsAtOnce) {
            int rows = (int) Math.min(rowsAtOnce, shape.get(0) - row);
            float[] values = file.floats(name, row * columns, Math.toIntExact(rows * columns));
            parts.add(manager.create(values, new Shape(rows, columns)));
        }
        if (parts.size() == 1) {
            return times(parts.get(0), factor);
        }
        try (parts) {
            return times(NDArrays.concat(parts), factor);
        }
    }

    private static NDArray times(NDArray stored, double factor) {
        if (factor == 1) {
            return stored;
        }
        try (stored) {
            return stored.mul((float) factor);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
