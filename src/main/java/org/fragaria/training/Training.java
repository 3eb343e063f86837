package org.fragaria.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.engine.ActivationReader;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Torch;
import org.fragaria.torch.TorchOps;
import org.fragaria.training.ActivationBlocks.Block;
import org.fragaria.training.ActivationBlocks.Stretch;
import org.fragaria.weights.SafetensorsFile;

/**
 * The training of one dictionary. The last tenth of the documents is held out; the rest is read as often as needed.
 * Activations are scaled to a mean square of 1 per dimension, and the scale is folded into the weights that are written.
 *
 * <p>Interrupted ({@link #stop}, or killed), it leaves a checkpoint in the output folder, from which {@link #run} goes on
 * another time with the same result. {@link #run} is called once, by one thread; {@link #stop} by any.
 */
public final class Training {

    /** Bytes of activations in memory at a time. */
    private static final long BLOCK_BYTES = 256L << 20;

    private static final long BLOCK_ROWS = 1 << 19;
    private static final int REPORT_EVERY = 20;
    private static final long CHECKPOINT_NANOS = 30_000_000_000L;

    private final LanguageModel model;
    private final Address address;
    private final TrainingSettings settings;
    private final Corpus corpus;
    private final Path out;
    private final Checkpoint checkpoint;
    private final ActivationBlocks text;
    private final ActivationBlocks heldOut;
    private final int width;
    private volatile boolean stopped;

    /**
     * Prepares a training.
     *
     * @param model whose activations; exact precision
     * @param out the folder to write; must not hold a dictionary, except that of this training with its checkpoint
     * @throws InvalidException if the model has no such address, the context is longer than the model's, or the corpus
     *     has fewer than two documents
     * @throws org.fragaria.problem.ConflictException if the folder holds a dictionary
     */
    public Training(LanguageModel model, Address address, Corpus corpus, TrainingSettings settings, Path out) {
        if (settings.context() > model.config().contextLength()) {
            throw new InvalidException("Training, context: expected at most "
                    + model.config().contextLength() + " tokens (the model's own), found " + settings.context() + ".");
        }
        if (corpus.documents() < 2) {
            throw new InvalidException(
                    "The corpus has one document; expected at least two, since the last tenth is held"
                            + " out to judge the result.");
        }
        this.model = model;
        this.address = address;
        this.settings = settings;
        this.corpus = corpus;
        this.out = out;
        ActivationReader reader = new ActivationReader(model, address);
        width = reader.width();
        long documents = corpus.documents();
        long cut = documents - Math.max(1, documents / 10);
        text = new ActivationBlocks(model, reader, corpus, new Stretch(0, cut), settings);
        heldOut = new ActivationBlocks(model, reader, corpus, new Stretch(cut, documents), settings);
        checkpoint = new Checkpoint(out, describe());
        if (!checkpoint.exists()) {
            DictionaryWriter.requireFree(out);
        }
    }

    private Map<String, Object> describe() {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("model", model.id());
        run.put("address", address.toString());
        run.put("corpus", corpus.digest());
        run.put("settings", settings);
        return run;
    }

    /** Ends {@link #run} after the step in progress, with a checkpoint. */
    public void stop() {
        stopped = true;
    }

    /**
     * Trains, judges the result on held-out text, and writes it.
     *
     * @param listener hears about the progress every few steps
     * @return how well it fits, or empty if it was stopped before its end
     * @throws org.fragaria.problem.ConflictException if the folder holds an unfinished training with other settings
     */
    public Optional<HeldOutFit> run(Consumer<TrainingProgress> listener) {
        Torch.inferenceThread();
        if (DictionaryWriter.isWritten(out)) {
            return Optional.of(tidyUp());
        }
        try (NDManager manager = Torch.manager().newSubManager();
                Run run = begin(manager)) {
            boolean finished = run.train(listener);
            if (!finished) {
                run.save();
                return Optional.empty();
            }
            HeldOutFit fit = run.write();
            checkpoint.remove();
            return Optional.of(fit);
        }
    }

    /** What remains to do when a run was killed after its result was whole, but before its checkpoint was gone. */
    private HeldOutFit tidyUp() {
        checkpoint.find().ifPresent(SafetensorsFile::close); // refuses the folder of another training
        HeldOutFit fit;
        try (Dictionary written = Dictionary.open(out)) {
            fit = HeldOutFit.measure(written, heldOut, SplicedLoss.measure(model, address, written, heldOut));
        }
        checkpoint.remove();
        return fit;
    }

    private Run begin(NDManager manager) {
        Optional<SafetensorsFile> earlier = checkpoint.find();
        if (earlier.isEmpty()) {
            return Run.fresh(this, manager);
        }
        try (SafetensorsFile file = earlier.get()) {
            return new Run(this, manager, checkpoint.at(file), SaeParameters.load(manager, file), null);
        }
    }

    private long blockRows() {
        return Math.max(settings.batch(), Math.min(BLOCK_ROWS, BLOCK_BYTES / (Float.BYTES * (long) width)));
    }

    /** The state of a training while it runs. */
    private static final class Run implements AutoCloseable {
        private final Training training;
        private final TrainingSettings settings;
        private final NDManager manager;
        private final SaeParameters parameters;
        private final Sparsity sparsity;
        private final SaeStep stepper;
        private Checkpoint.At at;
        private @Nullable Block block;
        private final Map<Integer, NDArray> slow = new HashMap<>();

        Run(Training training, NDManager manager, Checkpoint.At at, SaeParameters parameters, @Nullable Block block) {
            this.training = training;
            this.settings = training.settings;
            this.manager = manager;
            this.at = at;
            this.parameters = parameters;
            this.block = block;
            sparsity = switch (settings.architecture()) {
                case TOPK ->
                    settings.wholeBatch()
                            ? new Sparsity.BatchTopK(settings, at.strengths())
                            : new Sparsity.TopK(settings.k());
                case STANDARD -> new Sparsity.L1(settings.k(), settings.steps(), at.strengths());
                case JUMPRELU -> new Sparsity.Jump(settings.k(), parameters);
                case GATED, GROUPMAX -> throw new IllegalStateException("refused by the settings");
            };
            stepper = new SaeStep(parameters, sparsity, settings, at.variance());
        }

        /** Reads the first block and begins with its mean and scale. */
        static Run fresh(Training training, NDManager manager) {
            Block first = training.text.read(manager, training.text.start(), training.blockRows());
            long rows = first.rows().getShape().get(0);
            float[] mean = first.rows().mean(new int[] {0}).toFloatArray();
            double meanSquare = first.rows().square().mean().getFloat() * (double) training.width;
            double scale = Math.sqrt(training.width / meanSquare);
            double ofMean = 0;
            for (int i = 0; i < mean.length; i++) {
                mean[i] *= (float) scale;
                ofMean += mean[i] * mean[i];
            }
            if (rows < settingsBatch(training) || !Double.isFinite(scale)) {
                throw new InvalidException(
                        "The corpus gives " + rows + " tokens to train on (activations of mean square " + meanSquare
                                + "): expected at least one batch of " + settingsBatch(training) + ".");
            }
            first.rows().muli(scale);
            Checkpoint.At start =
                    new Checkpoint.At(0, 0, 0, training.text.start(), scale, training.width - ofMean, List.of());
            return new Run(training, manager, start, SaeParameters.random(manager, training.settings, mean), first);
        }

        private static int settingsBatch(Training training) {
            return training.settings.batch();
        }

        boolean train(Consumer<TrainingProgress> listener) {
            if (at.step() < settings.steps()) {
                current();
            }
            Pace pace = new Pace(at.step());
            while (at.step() < settings.steps() && !training.stopped) {
                trainOnBlock(listener, pace);
            }
            return at.step() >= settings.steps();
        }

        private void trainOnBlock(Consumer<TrainingProgress> listener, Pace pace) {
            Block current = current();
            int[] order = shuffled((int) current.rows().getShape().get(0));
            int batches = order.length / settings.batch();
            while (at.batch() < batches && at.step() < settings.steps() && !training.stopped) {
                trainOnBatch(current, order, listener, pace);
                if (pace.checkpointDue()) {
                    save();
                }
            }
            if (at.batch() >= batches) {
                at = new Checkpoint.At(
                        at.step(), at.block() + 1, 0, current.next(), at.scale(), at.variance(), sparsity.strengths());
                if (!current.all()) {
                    current.rows().close();
                    block = null;
                    forgetSlow();
                }
            }
        }

        private void forgetSlow() {
            slow.values().forEach(NDArray::close);
            slow.clear();
        }

        /** What each level reconstructs, for some rows of a block. */
        private List<NDArray> targets(Block current, NDArray rows, NDArray x) {
            List<NDArray> targets = new ArrayList<>();
            for (int back : settings.levels().lookBack()) {
                NDArray known =
                        back == 0 ? null : slow.computeIfAbsent(back, length -> SlowMeans.of(current.rows(), length));
                targets.add(known == null ? x : TorchOps.rows(rows, known));
            }
            return targets;
        }

        private Block current() {
            Block current = block;
            if (current == null) {
                current = training.text.read(manager, at.from(), training.blockRows());
                current.rows().muli(at.scale());
                block = current;
            }
            return current;
        }

        private void trainOnBatch(Block current, int[] order, Consumer<TrainingProgress> listener, Pace pace) {
            try (NDManager scratch = manager.newSubManager()) {
                long[] ids = new long[settings.batch()];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = order[at.batch() * settings.batch() + i];
                }
                NDArray rows = scratch.create(ids);
                NDArray x = TorchOps.rows(rows, current.rows());
                SaeStep.Seen seen = stepper.step(x, targets(current, rows, x), at.step());
                at = new Checkpoint.At(
                        at.step() + 1,
                        at.block(),
                        at.batch() + 1,
                        at.from(),
                        at.scale(),
                        at.variance(),
                        sparsity.strengths());
                if (at.step() % REPORT_EVERY == 0 || at.step() == settings.steps()) {
                    listener.accept(progress(x, seen, pace));
                }
            }
        }

        private TrainingProgress progress(NDArray x, SaeStep.Seen seen, Pace pace) {
            NDArray deviation = x.sub(x.mean(new int[] {0}, true));
            double loss = seen.error() / (settings.batch() * at.variance());
            double fvu = seen.error() / deviation.square().sum().getFloat();
            long tokens = (long) at.step() * settings.batch();
            return new TrainingProgress(
                    at.step(),
                    settings.steps(),
                    tokens,
                    pace.perSecond(at.step()) * settings.batch(),
                    loss,
                    fvu,
                    seen.l0(),
                    (double) seen.dead() / settings.features());
        }

        /** The order in which a block's rows are used, the same whenever it is asked for. */
        private int[] shuffled(int rows) {
            SplittableRandom random = new SplittableRandom(settings.seed() * 0x9E3779B97F4A7C15L + at.block() + 1);
            int[] order = new int[rows];
            for (int i = 0; i < rows; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            return order;
        }

        void save() {
            training.checkpoint.save(at, parameters);
        }

        /** Writes the dictionary aside, judges it as it was written, and then writes it with the judgement. */
        HeldOutFit write() {
            Path aside = training.checkpoint.emptyFolder(Checkpoint.ASIDE);
            DictionaryWriter writer = dictionary();
            writer.write(aside);
            HeldOutFit fit;
            try (Dictionary written = Dictionary.open(aside)) {
                SplicedLoss loss = SplicedLoss.measure(training.model, training.address, written, training.heldOut);
                fit = HeldOutFit.measure(written, training.heldOut, loss);
            }
            writer.note("fragaria_training", training.describe()).note("fragaria_held_out", fit.toNotes());
            writer.write(training.out);
            return fit;
        }

        /**
         * The weights with the input scale folded. All activation functions in use commute with a positive factor, so
         * that only biases and thresholds change and decoder rows keep the norm 1: activations are in units of the raw
         * tensor.
         */
        private DictionaryWriter dictionary() {
            DictionaryWriter writer = new DictionaryWriter(config())
                    .storedAs(settings.storedAs())
                    .tensor(SaeParameters.W_ENC, floats(SaeParameters.W_ENC, 1))
                    .tensor(SaeParameters.W_DEC, floats(SaeParameters.W_DEC, 1))
                    .tensor(SaeParameters.B_ENC, floats(SaeParameters.B_ENC, 1 / at.scale()))
                    .tensor(SaeParameters.B_DEC, floats(SaeParameters.B_DEC, 1 / at.scale()));
            if (settings.architecture() == Architecture.JUMPRELU) {
                try (NDArray threshold =
                        parameters.get(SaeParameters.LOG_THRESHOLD).exp()) {
                    writer.tensor("threshold", times(threshold.toFloatArray(), 1 / at.scale()));
                }
            }
            if (sparsity instanceof Sparsity.BatchTopK batch) {
                writer.tensor("threshold", batch.thresholds(1 / at.scale()));
            }
            return writer;
        }

        private DictionaryConfig config() {
            boolean bos = training.model.tokenizer().addsBos();
            return new DictionaryConfig(
                    settings.wholeBatch() ? Architecture.JUMPRELU : settings.architecture(),
                    training.width,
                    settings.features(),
                    true,
                    Normalization.NONE,
                    settings.architecture() == Architecture.TOPK && !settings.wholeBatch() ? settings.k() : 0,
                    false,
                    false,
                    training.address.transformerLens(),
                    Optional.of(training.model.id()),
                    bos,
                    OptionalInt.of(settings.context()),
                    Map.of());
        }

        private float[] floats(String name, double factor) {
            return times(parameters.get(name).toFloatArray(), factor);
        }

        private static float[] times(float[] values, double factor) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) factor;
            }
            return values;
        }

        @Override
        public void close() {
            parameters.close();
        }
    }

    /** The clock of a run; has no influence on its result. */
    private static final class Pace {
        private final long began = System.nanoTime();
        private final int firstStep;
        private long saved = began;

        Pace(int firstStep) {
            this.firstStep = firstStep;
        }

        double perSecond(int step) {
            return (step - firstStep) / Math.max(1e-9, (System.nanoTime() - began) / 1e9);
        }

        boolean checkpointDue() {
            if (System.nanoTime() - saved < CHECKPOINT_NANOS) {
                return false;
            }
            saved = System.nanoTime();
            return true;
        }
    }
}
