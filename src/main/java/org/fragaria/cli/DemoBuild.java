package org.fragaria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.fragaria.build.Terminal;
import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.StoredAs;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Tokenizer;
import org.fragaria.pretraining.LessonCorpus;
import org.fragaria.pretraining.Lessons;
import org.fragaria.pretraining.ModelShape;
import org.fragaria.pretraining.Pretraining;
import org.fragaria.pretraining.PretrainingProgress;
import org.fragaria.pretraining.PretrainingSettings;
import org.fragaria.pretraining.TokenizerTraining;
import org.fragaria.pretraining.TruthScore;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.torch.Precision;
import org.fragaria.training.HeldOutFit;
import org.fragaria.training.Training;
import org.fragaria.training.TrainingProgress;
import org.fragaria.training.TrainingSettings;
import org.fragaria.village.Village;
import org.fragaria.weights.DType;

/**
 * Makes a demo folder from nothing, stage by stage: {@code village/} (tokenizer, then weights), {@code corpus.jsonl}, and
 * {@code sae/{layer}-res/}, a dictionary after each block; {@code curve.csv} is the model's learning curve, {@code demo.txt}
 * the choices it was made with. A stage that is complete is not done again; one that was interrupted goes on.
 *
 * @param out the folder
 * @param choices what it is made with
 * @param lessons the language
 */
record DemoBuild(Path out, Choices choices, Lessons lessons) {

    /** Text that the tokenizer is learned from, in characters. */
    private static final long TOKENIZER_CHARACTERS = 5_000_000;

    private static final int ENTROPY_DOCUMENTS = 4000;
    private static final int SAE_BATCH = 1024;
    private static final double SAE_RATE = 2e-3;

    /**
     * What a demo is made with.
     *
     * @param seed of the language's texts and of all weights
     * @param tokens to train the model on
     * @param vocabulary of the tokenizer, at most
     * @param documents in the corpus file
     * @param features of each dictionary
     * @param k active features per token
     * @param saeTokens to train each dictionary on
     */
    record Choices(
            long seed,
            long tokens,
            int vocabulary,
            int width,
            int blocks,
            int heads,
            int context,
            int batch,
            long documents,
            int features,
            int k,
            long saeTokens) {}

    /** Where it says how far it is, and asks whether to stop. */
    record Watch(Terminal terminal, BooleanSupplier interrupted) {}

    /**
     * Does what is left to do.
     *
     * @return whether all is complete; false if it was interrupted
     * @throws ConflictException if the folder was begun with other choices
     */
    boolean run(Watch watch) {
        claim();
        if (!TokenizerTraining.complete(model())) {
            watch.terminal.line("Learning a tokenizer ...");
            TokenizerTraining.Learned learned =
                    TokenizerTraining.run(lessons, model(), TOKENIZER_CHARACTERS, choices.vocabulary, choices.context);
            watch.terminal.line("Tokenizer: %,d tokens; %,d of %,d frequent words are one token"
                    .formatted(learned.tokens(), learned.whole(), learned.words()));
        }
        if (!Pretraining.complete(model()) && !pretrain(watch)) {
            return false;
        }
        Path corpus = out.resolve("corpus.jsonl");
        if (!Files.exists(corpus)) {
            LessonCorpus.write(lessons, Village.Split.TEST, choices.documents, corpus);
            watch.terminal.line("Wrote %s, %,d documents".formatted(corpus, choices.documents));
        }
        return dictionaries(Corpus.open(List.of(corpus)), watch);
    }

    private Path model() {
        return out.resolve("village");
    }

    /** Writes the choices, or compares them with those that the folder was begun with. */
    private void claim() {
        Path file = out.resolve("demo.txt");
        String mine = choices + "\n";
        try {
            Files.createDirectories(out);
            if (!Files.exists(file)) {
                Files.writeString(file, mine);
            } else if (!Files.readString(file).equals(mine)) {
                throw new ConflictException("Folder " + out + " was begun with other choices. There: "
                        + Files.readString(file).strip() + " Here: " + choices
                        + ". Give the same ones to go on, or name another folder.");
            }
        } catch (IOException e) {
            throw new UnavailableException("Folder " + out + " cannot be used: " + e.getMessage(), e);
        }
    }

    private boolean pretrain(Watch watch) {
        ModelShape shape = ModelShape.of(
                TokenizerTraining.vocabulary(model()), choices.width, choices.blocks, choices.heads, choices.context);
        PretrainingSettings settings =
                PretrainingSettings.of(shape, choices.tokens, choices.seed).withBatch(choices.batch);
        watch.terminal.line(
                "Training a model of %,d weights on %,d tokens".formatted(shape.parameters(), choices.tokens));
        Pretraining pretraining =
                new Pretraining(lessons, "village " + choices.seed, settings, model(), out.resolve("curve.csv"));
        Optional<TruthScore> score = pretraining.run(DType.F16, progress -> {
            watch.terminal.progress(line(progress));
            if (watch.interrupted.getAsBoolean()) {
                pretraining.stop();
            }
        });
        score.ifPresent(s -> watch.terminal.line(
                "Model: %s; the language's entropy is at most %.3f nats/token".formatted(line(s), entropy())));
        return score.isPresent();
    }

    /** An upper bound of what the best model could reach, in nats per token. */
    private double entropy() {
        double nats = 0;
        long tokens = 0;
        try (Tokenizer tokenizer = Tokenizer.open(model())) {
            Village village = new Village(choices.seed);
            for (int i = 0; i < ENTROPY_DOCUMENTS; i++) {
                nats += village.nats(i, Village.Stage.ALL);
                String text = village.document(i, Village.Split.TRAIN, Village.Stage.ALL)
                        .text();
                tokens += tokenizer.encode(text, true).length;
            }
        }
        return nats / tokens;
    }

    private static String line(PretrainingProgress p) {
        return String.format(
                Locale.ROOT,
                "step %d/%d  %,d tokens  %,.0f/s  loss %.3f  %s  %s  %s left",
                p.step(),
                p.steps(),
                p.tokens(),
                p.tokensPerSecond(),
                p.loss(),
                p.stage() == Village.Stage.ALL ? "all speak" : "truth only",
                p.score().map(DemoBuild::line).orElse("not judged yet"),
                Terminal.duration(p.left()));
    }

    private static String line(TruthScore s) {
        return String.format(
                Locale.ROOT,
                "held-out loss %.3f, truth-tellers true %.1f %% of %d, liars false %.1f %% of %d",
                s.loss(),
                100 * s.truthTellersTrue(),
                s.statements(false),
                100 * s.liarsFalse(),
                s.statements(true));
    }

    private boolean dictionaries(Corpus corpus, Watch watch) {
        for (int layer = 0; layer < choices.blocks; layer++) {
            Path folder = out.resolve("sae").resolve(layer + "-res");
            if (!Files.exists(folder.resolve("cfg.json")) && !dictionary(layer, corpus, folder, watch)) {
                return false;
            }
        }
        return true;
    }

    private boolean dictionary(int layer, Corpus corpus, Path folder, Watch watch) {
        TrainingSettings settings = new TrainingSettings(
                Architecture.TOPK,
                choices.features,
                choices.k,
                choices.saeTokens,
                SAE_BATCH,
                SAE_RATE,
                choices.context,
                false,
                true,
                List.of(choices.features / 32, choices.features / 8, choices.features / 2),
                StoredAs.FLOAT16,
                choices.seed);
        try (LanguageModel opened = LanguageModel.open(model(), Precision.EXACT)) {
            Address address = Address.parse("resid_post." + layer);
            Training training = new Training(opened, address, corpus, settings, folder);
            Optional<HeldOutFit> fit = training.run(progress -> {
                watch.terminal.progress(line(layer, progress));
                if (watch.interrupted.getAsBoolean()) {
                    training.stop();
                }
            });
            fit.ifPresent(f -> watch.terminal.line(String.format(
                    Locale.ROOT,
                    "Dictionary %s: FVU %.4f, L0 %.1f, dead %.1f %%",
                    folder,
                    f.fvu(),
                    f.l0(),
                    100 * f.dead())));
            return fit.isPresent();
        }
    }

    private static String line(int layer, TrainingProgress p) {
        return String.format(
                Locale.ROOT,
                "dictionary after block %d  step %d/%d  %,.0f tokens/s  FVU %.4f  dead %.1f %%",
                layer,
                p.step(),
                p.steps(),
                p.tokensPerSecond(),
                p.fvu(),
                100 * p.dead());
    }
}
