package org.fragaria.pretraining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Torch;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;
import org.fragaria.weights.DType;
import org.fragaria.weights.SafetensorsFile;

/**
 * The training of a language model from nothing. It begins with documents in which only truth-tellers speak, and goes on with
 * all documents once the model has the truth right: with both at once, attending to the right place gains nothing on average.
 *
 * <p>Interrupted ({@link #stop}, or killed), it leaves a checkpoint in the model's folder, from which {@link #run} goes on
 * another time with the same result, on the same machine with as many threads. {@link #run} is called once, by one thread;
 * {@link #stop} by any.
 */
public final class Pretraining {

    /** Between two judgements. */
    static final int JUDGE_TOKENS = 100_000;

    /** Held-out windows per judgement. */
    private static final int JUDGE_WINDOWS = 48;

    /** From this share of true statements on, liars may speak. */
    private static final double TRUTH_LEARNED = 0.95;

    private static final long CHECKPOINT_NANOS = 30_000_000_000L;

    private final Lessons lessons;
    private final BytePairs pairs;
    private final PretrainingSettings settings;
    private final Path folder;
    private final Path curveFile;
    private final Checkpoint checkpoint;
    private volatile boolean stopped;

    /**
     * Prepares a training.
     *
     * @param language names the lessons, for the checkpoint: state of other lessons is refused
     * @param folder where the tokenizer is and the model is written to
     * @param curve the learning curve's file
     * @throws InvalidException if the tokenizer has another size than the shape's vocabulary
     */
    public Pretraining(Lessons lessons, String language, PretrainingSettings settings, Path folder, Path curve) {
        this.lessons = lessons;
        this.settings = settings;
        this.folder = folder;
        curveFile = curve;
        pairs = TokenizerFiles.read(folder);
        if (pairs.size() != settings.shape().vocabulary()) {
            throw new InvalidException("The tokenizer in " + folder + " has " + pairs.size()
                    + " tokens; expected those of the model's shape, "
                    + settings.shape().vocabulary() + ".");
        }
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("language", language);
        run.put("settings", settings);
        checkpoint = new Checkpoint(folder, run);
    }

    /** Whether a folder holds a model that is complete. */
    public static boolean complete(Path folder) {
        return Files.exists(folder.resolve("config.json"));
    }

    /** Ends {@link #run} after the step in progress, with a checkpoint. */
    public void stop() {
        stopped = true;
    }

    /**
     * Trains and writes the model.
     *
     * @param type of the weights in the file
     * @param listener hears about the progress at every step
     * @return the last judgement, on all kinds of documents, or empty if it was stopped before its end
     * @throws org.fragaria.problem.ConflictException if the folder holds an unfinished training with other settings
     */
    public Optional<TruthScore> run(DType type, Consumer<PretrainingProgress> listener) {
        Torch.inferenceThread();
        Torch.threads(settings.threads());
        try (NDManager manager = Torch.manager().newSubManager();
                Run run = begin(manager, listener)) {
            run.train();
            if (run.at.step() < settings.steps()) {
                run.save();
                return Optional.empty();
            }
            TruthScore score = run.judge(Stage.ALL);
            ModelFiles.write(folder, settings.shape(), run.weights, type);
            checkpoint.remove();
            return Optional.of(score);
        }
    }

    private Run begin(NDManager manager, Consumer<PretrainingProgress> listener) {
        Optional<SafetensorsFile> earlier = checkpoint.find();
        if (earlier.isEmpty()) {
            LlamaWeights fresh = LlamaWeights.random(settings.shape(), manager, settings.seed());
            return new Run(manager, fresh, new Checkpoint.At(0, 0, Stage.TRUTHFUL), listener);
        }
        try (SafetensorsFile file = earlier.get()) {
            LlamaWeights saved = LlamaWeights.load(settings.shape(), manager, file);
            return new Run(manager, saved, checkpoint.at(file), listener);
        }
    }

    /** The state of a training while it runs. */
    private final class Run implements AutoCloseable {

        private final LlamaWeights weights;
        private final LlamaTrainer trainer;
        private final Evaluation evaluation;
        private final LessonWindows windows;
        private final LearningCurve curve;
        private final Consumer<PretrainingProgress> listener;
        private final int judgeEvery = Math.max(1, JUDGE_TOKENS / settings.tokensPerStep());
        private final int firstStep;
        private final long began = System.nanoTime();
        private Checkpoint.At at;
        private @Nullable TruthScore score;
        private long saved = System.nanoTime();

        Run(NDManager manager, LlamaWeights weights, Checkpoint.At at, Consumer<PretrainingProgress> listener) {
            this.weights = weights;
            this.at = at;
            this.listener = listener;
            firstStep = at.step();
            int context = settings.shape().context();
            trainer = new LlamaTrainer(settings, weights, manager);
            evaluation = new Evaluation(lessons, pairs, context);
            windows = new LessonWindows(lessons, pairs, Split.TRAIN, context);
            curve = new LearningCurve(curveFile, at.step());
        }

        void train() {
            while (at.step() < settings.steps() && !stopped) {
                Stage stage = at.stage();
                try (Batches batches = new Batches(windows, at.document(), stage, settings)) {
                    while (at.step() < settings.steps() && !stopped && at.stage() == stage) {
                        trainOn(batches.take());
                    }
                }
            }
        }

        private void trainOn(LessonWindows.Batch batch) {
            LlamaTrainer.Seen seen = trainer.step(batch, at.step());
            if (!Float.isFinite(seen.loss())) {
                throw new InvalidException("Step " + at.step() + ": the loss is " + seen.loss()
                        + ". Lower the learning rates, or begin again with another seed.");
            }
            at = new Checkpoint.At(at.step() + 1, batch.next(), at.stage());
            if (at.step() % judgeEvery == 0 || at.step() == settings.steps()) {
                judgeAndMoveOn(seen.loss());
            }
            listener.accept(progress(seen.loss()));
            if (System.nanoTime() - saved > CHECKPOINT_NANOS) {
                save();
            }
        }

        private void judgeAndMoveOn(double loss) {
            TruthScore found = judge(at.stage());
            score = found;
            curve.add(at.step(), tokens(), at.stage(), loss, found);
            if (at.stage() == Stage.TRUTHFUL && found.truthTellersTrue() > TRUTH_LEARNED) {
                at = new Checkpoint.At(at.step(), at.document(), Stage.ALL);
            }
        }

        TruthScore judge(Stage stage) {
            return evaluation.score(trainer::read, stage, JUDGE_WINDOWS);
        }

        private long tokens() {
            return (long) at.step() * settings.tokensPerStep();
        }

        private PretrainingProgress progress(double loss) {
            double seconds = (System.nanoTime() - began) / 1e9;
            double stepsPerSecond = (at.step() - firstStep) / seconds;
            double left = (settings.steps() - at.step()) / Math.max(stepsPerSecond, 1e-9);
            return new PretrainingProgress(
                    at.step(),
                    settings.steps(),
                    tokens(),
                    stepsPerSecond * settings.tokensPerStep(),
                    loss,
                    at.stage(),
                    Optional.ofNullable(score),
                    Duration.ofSeconds(Math.round(left)));
        }

        void save() {
            checkpoint.save(at, weights);
            saved = System.nanoTime();
        }

        @Override
        public void close() {
            weights.close();
        }
    }
}
