package org.fragaria.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.dictionary.Architecture;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.SafetensorsWriter;

/**
 * The weights in training, with Adam's moments beside each: {@code W_enc [d, n]}, {@code W_dec [n, d]} (rows of norm 1),
 * {@code b_enc [n]}, {@code b_dec [d]}, for jumprelu {@code log_threshold [n]}; and {@code silent [n]}, the tokens since
 * each feature last fired. Adam: Kingma and Ba 2015, algorithm 1. Used by one thread.
 */
final class SaeParameters implements AutoCloseable {

    static final String W_ENC = "W_enc";
    static final String W_DEC = "W_dec";
    static final String B_ENC = "b_enc";
    static final String B_DEC = "b_dec";
    static final String LOG_THRESHOLD = "log_threshold";
    private static final String SILENT = "silent";

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    /** The threshold that jumprelu starts with; inputs have a mean square of 1 per dimension. */
    private static final double FIRST_THRESHOLD = 0.1;

    private static final float MOST_NORM = 1e-8f;

    private final NDManager manager;
    private final Map<String, Moving> moving = new LinkedHashMap<>();
    private NDArray silent;

    private record Moving(NDArray value, NDArray first, NDArray second) {}

    private SaeParameters(NDManager manager, NDArray silent) {
        this.manager = manager;
        this.silent = silent;
    }

    /**
     * Fresh weights: decoder rows drawn from the sphere, the encoder their transpose.
     *
     * @param mean of the activations, {@code [d]}: where the decoder's bias starts
     */
    static SaeParameters random(NDManager parent, TrainingSettings settings, float[] mean) {
        NDManager manager = parent.newSubManager();
        int n = settings.features();
        int d = mean.length;
        SaeParameters made = new SaeParameters(manager, manager.zeros(new Shape(n)));
        SplittableRandom random = new SplittableRandom(settings.seed());
        float[] rows = new float[n * d];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
        NDArray decoder = manager.create(rows, new Shape(n, d));
        unitRows(decoder);
        made.add(W_DEC, decoder);
        try (NDArray turned = decoder.transpose()) {
            made.add(W_ENC, turned.duplicate());
        }
        made.add(B_ENC, manager.zeros(new Shape(n)));
        made.add(B_DEC, manager.create(mean));
        if (settings.architecture() == Architecture.JUMPRELU) {
            made.add(LOG_THRESHOLD, manager.zeros(new Shape(n)).addi(Math.log(FIRST_THRESHOLD)));
        }
        return made;
    }

    /** The weights in a checkpoint. */
    static SaeParameters load(NDManager parent, SafetensorsFile file) {
        NDManager manager = parent.newSubManager();
        SaeParameters made = new SaeParameters(manager, array(manager, file, SILENT));
        for (String name : file.names()) {
            if (!name.equals(SILENT) && !name.contains(".")) {
                made.moving.put(
                        name,
                        new Moving(
                                array(manager, file, name),
                                array(manager, file, name + ".first"),
                                array(manager, file, name + ".second")));
            }
        }
        return made;
    }

    private static NDArray array(NDManager manager, SafetensorsFile file, String name) {
        return manager.create(file.floats(name), new Shape(file.info(name).dimensions()));
    }

    /** Adds everything to a checkpoint. */
    void save(SafetensorsWriter writer) {
        moving.forEach((name, m) -> {
            add(writer, name, m.value());
            add(writer, name + ".first", m.first());
            add(writer, name + ".second", m.second());
        });
        add(writer, SILENT, silent);
    }

    private static void add(SafetensorsWriter writer, String name, NDArray array) {
        writer.add(name, array.toFloatArray(), array.getShape().getShape());
    }

    private void add(String name, NDArray value) {
        value.attach(manager);
        moving.put(name, new Moving(value, value.zerosLike(), value.zerosLike()));
    }

    NDArray get(String name) {
        Moving found = moving.get(name);
        if (found == null) {
            throw new IllegalStateException("No parameter " + name);
        }
        return found.value();
    }

    /** Tokens since each feature last fired, {@code [n]}. */
    NDArray silent() {
        return silent;
    }

    /** Notes which features fired ({@code [n]}, 1 or 0) on a batch of so many tokens. */
    void fired(NDArray fired, int tokens) {
        silent.addi(tokens);
        try (NDArray quiet = fired.sub(1)) {
            silent.muli(quiet).muli(-1);
        }
    }

    /**
     * One step of Adam. Decoder rows stay on the unit sphere: the gradient's part along a row is removed before, and
     * rows are scaled back after (Bricken et al. 2023, Towards Monosemanticity, appendix on training).
     *
     * @param step from 0, for bias correction
     */
    void step(String name, NDArray gradient, double learningRate, int step) {
        Moving m = moving.get(name);
        if (m == null) {
            throw new IllegalStateException("No parameter " + name);
        }
        boolean decoder = name.equals(W_DEC);
        if (decoder) {
            NDArray along = gradient.mul(m.value()).sum(new int[] {1}, true);
            gradient.subi(along.mul(m.value()));
        }
        m.second().muli(BETA_2).addi(gradient.square().muli(1 - BETA_2));
        m.first().muli(BETA_1).addi(gradient.muli(1 - BETA_1));
        double secondBias = 1 - Math.pow(BETA_2, step + 1.0);
        double firstBias = 1 - Math.pow(BETA_1, step + 1.0);
        NDArray root = scratch(gradient, m.second().sqrt())
                .muli(1 / Math.sqrt(secondBias))
                .addi(EPSILON);
        NDArray move = scratch(gradient, m.first().div(root)).muli(learningRate / firstBias);
        m.value().subi(move);
        if (decoder) {
            unitRows(m.value());
        }
    }

    private static NDArray scratch(NDArray gradient, NDArray between) {
        between.attach(gradient.getManager());
        return between;
    }

    private static void unitRows(NDArray matrix) {
        try (NDArray squares = matrix.square();
                NDArray sums = squares.sum(new int[] {1}, true);
                NDArray roots = sums.sqrt();
                NDArray norms = roots.maximum(MOST_NORM)) {
            matrix.divi(norms);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
