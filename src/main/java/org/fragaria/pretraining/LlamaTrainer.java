package org.fragaria.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.pretraining.LessonWindows.Batch;
import org.fragaria.torch.RecordedScript;
import org.fragaria.torch.RecordedScript.Arguments;
import org.fragaria.torch.TorchOps;

import static org.fragaria.pretraining.PretrainingSettings.BETA_1;
import static org.fragaria.pretraining.PretrainingSettings.BETA_2;

/** Runs {@link LlamaScript} on some weights. Used by one thread. */
final class LlamaTrainer {

    private final PretrainingSettings settings;
    private final LlamaWeights weights;
    private final NDManager manager;
    private final NDArray table;
    private final RecordedScript script;

    /**
     * What a step saw.
     *
     * @param loss weighted, nats per token, before the step
     * @param gradient its norm before clipping
     */
    record Seen(float loss, float gradient) {}

    /** Trains weights; the manager owns what is made on the way. */
    LlamaTrainer(PretrainingSettings settings, LlamaWeights weights, NDManager manager) {
        this.settings = settings;
        this.weights = weights;
        this.manager = manager;
        ModelShape shape = settings.shape();
        // A copy, since what comes out of inference mode cannot be part of a gradient.
        try (NDArray made = TorchOps.ropeTable(manager, shape.context(), shape.headWidth(), ModelShape.ROPE_BASE)) {
            table = made.duplicate();
        }
        script = new RecordedScript(LlamaScript.of(shape, false));
    }

    /** Does the step with a number (from 0), which changes the weights, at the learning rates of that step. */
    Seen step(Batch batch, int step) {
        return step(batch, step, settings.height(step));
    }

    /** Does a step at a share of the full learning rates. */
    Seen step(Batch batch, int step, double height) {
        try (NDManager scratch = manager.newSubManager()) {
            Arguments arguments = new Arguments()
                    .add(ids(scratch, batch.ids(), settings.batch()))
                    .add(scratch.create(batch.weights()))
                    .add(table)
                    .add(scratch.create(numbers(step, height)))
                    .add(weights.values())
                    .add(weights.first())
                    .add(weights.second());
            NDList seen = script.run(scratch, "step", arguments);
            return new Seen(seen.get(0).getFloat(), seen.get(1).getFloat());
        }
    }

    /** In the order of {@link LlamaScript.Setting}. */
    private float[] numbers(int step, double height) {
        return new float[] {
            (float) (settings.matrixRate() * height),
            (float) PretrainingSettings.MOMENTUM,
            (float) (settings.otherRate() * height),
            (float) BETA_1,
            (float) BETA_2,
            (float) (1 - Math.pow(BETA_1, step + 1.0)),
            (float) (1 - Math.pow(BETA_2, step + 1.0)),
            (float) PretrainingSettings.DECAY,
            (float) PretrainingSettings.CLIP
        };
    }

    /** What the model makes of windows, {@code [window · (context + 1)]}. */
    Evaluation.Read read(long[] ids, int windows) {
        try (NDManager scratch = manager.newSubManager()) {
            Arguments arguments =
                    new Arguments().add(ids(scratch, ids, windows)).add(table).add(weights.values());
            NDList found = script.run(scratch, "judge", arguments);
            return new Evaluation.Read(found.get(0).toFloatArray(), found.get(1).toLongArray());
        }
    }

    /** Loss and gradients of a batch, in the script's order, in the manager given; changes nothing. */
    NDList gradients(NDManager owner, Batch batch, int windows) {
        return script.run(
                owner,
                "gradients",
                new Arguments()
                        .add(ids(owner, batch.ids(), windows))
                        .add(owner.create(batch.weights()))
                        .add(table)
                        .add(weights.values()));
    }

    private static NDArray ids(NDManager manager, long[] ids, int windows) {
        return manager.create(ids, new Shape(windows, ids.length / windows));
    }
}
