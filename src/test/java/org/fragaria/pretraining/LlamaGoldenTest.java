package org.fragaria.pretraining;

import java.nio.file.Path;
import java.util.List;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.engine.Tracer;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.DType;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;

/** The training step and the files written, against transformers, torch and a Muon of a few lines. */
class LlamaGoldenTest {

    private static final ModelShape SHAPE = new ModelShape(258, 16, 2, 2, 32, 12);
    private static final int WINDOWS = 3;
    private static final String[] STACKS = {"embed", "norms", "last", "attention", "gates", "down"};

    @TempDir
    private Path folder;

    private final SafetensorsFile golden =
            SafetensorsFile.open(Path.of("src/test/resources/pretraining/golden.safetensors"));
    private NDManager manager = Torch.manager().newSubManager();
    private LlamaWeights weights = start();

    @BeforeEach
    void begin() {
        Torch.inferenceThread();
    }

    @AfterEach
    void close() {
        weights.close();
        manager.close();
        golden.close();
    }

    /** The golden's weights with moments of 0, by way of a checkpoint's form. */
    private LlamaWeights start() {
        Path file = Path.of("target", "pretraining-golden-start.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : STACKS) {
            float[] values = golden.floats("start." + name);
            long[] shape = golden.info("start." + name).dimensions();
            writer.add(name, values, shape)
                    .add(name + ".first", new float[values.length], shape)
                    .add(name + ".second", new float[values.length], shape);
        }
        writer.write(file);
        try (SafetensorsFile written = SafetensorsFile.open(file)) {
            return LlamaWeights.load(SHAPE, manager, written);
        }
    }

    private LlamaTrainer trainer() {
        PretrainingSettings settings = new PretrainingSettings(SHAPE, 1_000_000_000, WINDOWS, 0.02, 3e-3, 3, 2, 1);
        return new LlamaTrainer(settings, weights, manager);
    }

    private LessonWindows.Batch batch() {
        long[] ids = ids();
        return new LessonWindows.Batch(ids, golden.floats("weight"), List.of(), 0);
    }

    private long[] ids() {
        float[] stored = golden.floats("ids");
        long[] ids = new long[stored.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (long) stored[i];
        }
        return ids;
    }

    @Test
    void gradientsAreThoseOfTorch() {
        NDList found = trainer().gradients(manager, batch(), WINDOWS);
        assertThat(found.get(0).getFloat()).isCloseTo(golden.floats("loss")[0], within(1e-5f));
        for (int i = 0; i < STACKS.length; i++) {
            compare(STACKS[i], found.get(i + 1).toFloatArray(), golden.floats("gradient." + STACKS[i]), 1e-5f);
        }
    }

    @Test
    void twoStepsGiveTheWeightsOfTheReference() {
        LlamaTrainer trainer = trainer();
        trainer.step(batch(), 0, 1);
        trainer.step(batch(), 1, 1);
        for (int i = 0; i < STACKS.length; i++) {
            compare(STACKS[i], weights.values().get(i).toFloatArray(), golden.floats("after." + STACKS[i]), 2e-5f);
        }
    }

    @Test
    void writtenModelHasTheLogitsOfTransformers() {
        TokenizerFiles.write(folder, new BytePairs(List.of(new BytePairs.Pair(33, 34))), SHAPE.context());
        ModelFiles.write(folder, SHAPE, weights, DType.F32);
        float[] expected = golden.floats("logits");
        long[] ids = ids();
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT)) {
            for (int w = 0; w < WINDOWS; w++) {
                int[] window = new int[SHAPE.context()];
                for (int t = 0; t < window.length; t++) {
                    window[t] = (int) ids[w * (SHAPE.context() + 1) + t];
                }
                float[] logits = new Tracer(model)
                        .trace(window, List.of(), true, List.of())
                        .logits();
                int from = w * logits.length;
                compare("logits", logits, java.util.Arrays.copyOfRange(expected, from, from + logits.length), 1e-4f);
            }
        }
    }

    private static void compare(String what, float[] found, float[] expected, float tolerance) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        float worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - expected[i]));
        }
        System.out.printf("%s: worst difference %.2e%n", what, worst);
        assertThat(worst).as(what).isLessThan(tolerance);
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }
}
