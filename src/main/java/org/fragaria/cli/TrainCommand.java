package org.fragaria.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.StoredAs;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.training.HeldOutFit;
import org.fragaria.training.Levels;
import org.fragaria.training.Training;
import org.fragaria.training.TrainingProgress;
import org.fragaria.training.TrainingSettings;

/** {@code train}: trains a sparse autoencoder on a model's activations and writes it in SAELens layout. */
@Command(
        name = "train",
        description = {
            "Train a sparse autoencoder on a model's activations at an address.",
            "The last tenth of the documents is held out to judge it. Ctrl-C leaves a state to go on from: give the same"
                    + " command again."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    private static final long PRINT_NANOS = 500_000_000L;

    /** What people call the architectures; SAELens calls relu standard. */
    enum Kind {
        topk(Architecture.TOPK),
        relu(Architecture.STANDARD),
        jumprelu(Architecture.JUMPRELU);

        private final Architecture architecture;

        Kind(Architecture architecture) {
            this.architecture = architecture;
        }
    }

    /** PyTorch's names of what weights are stored as. */
    enum Stored {
        float32(StoredAs.FLOAT32),
        float16(StoredAs.FLOAT16),
        bfloat16(StoredAs.BFLOAT16);

        private final StoredAs storedAs;

        Stored(StoredAs storedAs) {
            this.storedAs = storedAs;
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HubOptions hub = new HubOptions();

    @Option(
            names = "--model",
            required = true,
            description = "Model folder in Hugging Face layout, or owner/name on the hub.")
    private String model = "";

    @Option(names = "--address", required = true, description = "Where to read, e.g. resid_post.2.")
    private String address = "";

    @Option(names = "--text", required = true, arity = "1..*", description = "Text files: .json, .jsonl or .txt.")
    private List<Path> text = new ArrayList<>();

    @Option(names = "--out", required = true, description = "Folder to write.")
    private Path out = Path.of("");

    @Option(names = "--architecture", defaultValue = "topk", description = "${COMPLETION-CANDIDATES} (default: topk).")
    private Kind kind = Kind.topk;

    @Option(names = "--features", defaultValue = "512", description = "Number of features (default: ${DEFAULT-VALUE}).")
    private int features;

    @Option(
            names = "--k",
            defaultValue = "16",
            description = "Active features per token: exactly (topk) or aimed at (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = "--tokens",
            defaultValue = "4000000",
            description = "Tokens to train on; text is read again when used up (default: ${DEFAULT-VALUE}).")
    private long tokens;

    @Option(names = "--batch", defaultValue = "1024", description = "Tokens per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--learning-rate", defaultValue = "0.002", description = "Of Adam (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--context", defaultValue = "128", description = "Tokens per window (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(names = "--first-position", description = "Train on the first position of each window too.")
    private boolean firstPosition;

    @Option(names = "--whole-batch", description = "topk: k per token on average (BatchTopK), written as jumprelu.")
    private boolean wholeBatch;

    @Option(
            names = "--nested",
            split = ",",
            description = "Sizes of prefixes that reconstruct on their own (Matryoshka), e.g. 32,128,512.")
    private List<Integer> nested = new ArrayList<>();

    @Option(
            names = "--active",
            split = ",",
            description = "Active features per token of each level of --nested and of the rest, e.g. 2,4,6,4; sum: k.")
    private List<Integer> active = new ArrayList<>();

    @Option(
            names = "--slow",
            split = ",",
            description = "Each level reconstructs the mean of so many last tokens, 0 the present one, e.g. 32,8.")
    private List<Integer> slow = new ArrayList<>();

    @Option(
            names = "--dtype",
            defaultValue = "float32",
            description = "Of the written weights: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Stored stored = Stored.float32;

    @Option(names = "--seed", defaultValue = "0", description = "Same seed, same result (default: ${DEFAULT-VALUE}).")
    private long seed;

    private long printed = System.nanoTime();

    @Override
    public Integer call() throws InterruptedException {
        TrainingSettings settings = new TrainingSettings(
                kind.architecture,
                features,
                k,
                tokens,
                batch,
                learningRate,
                context,
                firstPosition,
                wholeBatch,
                new Levels(nested, active, slow),
                stored.storedAs,
                seed);
        Address where = Address.parse(address);
        Corpus corpus = Corpus.open(text);
        try (LanguageModel loaded = LanguageModel.open(hub.model(model), Precision.EXACT)) {
            Training training = new Training(loaded, where, corpus, settings, out);
            return run(training);
        }
    }

    /** Ctrl-C waits until the state is saved. */
    private int run(Training training) {
        PrintWriter console = spec.commandLine().getErr();
        CountDownLatch done = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> {
            training.stop();
            await(done);
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            Optional<HeldOutFit> fit = training.run(this::print);
            console.println();
            fit.ifPresentOrElse(
                    this::printResult,
                    () -> console.println("Stopped; the state is saved. Give the same command again to go on."));
            return fit.isPresent() ? 0 : 1;
        } finally {
            console.flush();
            done.countDown();
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(TrainingProgress p) {
        if (System.nanoTime() - printed < PRINT_NANOS && p.step() < p.steps()) {
            return;
        }
        printed = System.nanoTime();
        PrintWriter console = spec.commandLine().getErr();
        console.printf(
                Locale.ROOT,
                "\rstep %d/%d  %.0f tokens/s  loss %.4f  FVU %.4f  L0 %.1f  dead %.1f %%   ",
                p.step(),
                p.steps(),
                p.tokensPerSecond(),
                p.loss(),
                p.fvu(),
                p.l0(),
                100 * p.dead());
        console.flush();
    }

    private void printResult(HeldOutFit fit) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "Wrote %s. On %d held-out tokens: FVU %.4f, L0 %.1f, dead %.1f %%; loss %.3f (model %.3f, zero %.3f: %.1f %% recovered)%n",
                        out,
                        fit.tokens(),
                        fit.fvu(),
                        fit.l0(),
                        100 * fit.dead(),
                        fit.loss().spliced(),
                        fit.loss().clean(),
                        fit.loss().zeroed(),
                        100 * fit.loss().recovered());
    }
}
