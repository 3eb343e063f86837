package org.fragaria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.fragaria.training.Levels;
import org.fragaria.training.Training;
import org.fragaria.training.TrainingProgress;
import org.fragaria.training.TrainingSettings;
import org.fragaria.village.Village;
import org.fragaria.weights.DType;

/**
 * Makes a demo folder from nothing, stage by stage: {@code village/} (tokenizer, then weights), {@code corpus.jsonl}, and
 * {@code sae/{layer}-{set}/}, dictionaries of the embedding and after each block; {@code curve.csv} is the model's learning curve, {@code demo.txt}
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

    /** Over how many tokens the first prefix looks back. */
    private static final int SLOW = 16;

    /** Active features per token of the three levels of the dictionary of what lasts. */
    private static final List<Integer> ACTIVE = List.of(2, 4, 9);

    /** Over how many tokens its first two levels look back. */
    private static final List<Integer> LASTING = List.of(32, 8);

    /**
     * What a demo is made with.
     *
     * @param seed of the language's texts and of all weights
     * @param tokens to train the model on
     * @param vocabulary of the tokenizer, at most
     * @param documents in the corpus file
     * @param features of each dictionary
     * @param saeTokens to train each dictionary on, more or less: see the recipes
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

    /**
     * How one dictionary is made.
     *
     * @param set its name behind the layer
     * @param point where it reads
     * @param k active features per token, over a whole batch
     * @param tokens to train on, in millions
     */
    private record Recipe(String set, String point, int layer, int features, int k, double tokens, Levels levels) {
        String name() {
            return layer + "-" + set;
        }

        String address() {
            return point.equals("embed") ? point : point + "." + layer;
        }
    }

    /**
     * Three dictionaries of the embedding (what a word is by itself: nested, plain, and a small one whose features are more
     * general), one after every block, nested, whose first prefix looks for what lasts, and after the middle block one with
     * places of their own for what lasts long, what lasts a little, and what is now. Larger k where activations are harder
     * to rebuild.
     */
    private List<Recipe> recipes() {
        int n = choices.features;
        List<Integer> ends = List.of(n / 32, n / 8, n / 2);
        List<Recipe> all = new ArrayList<>();
        all.add(new Recipe("embed", "embed", 0, n, 6, 0.8, new Levels(ends, List.of(), List.of())));
        all.add(new Recipe("words", "embed", 0, n, 4, 0.8, Levels.NONE));
        all.add(new Recipe("small", "embed", 0, n / 4, 6, 0.8, Levels.NONE));
        Levels slowFirst = new Levels(ends, List.of(), List.of(SLOW));
        for (int layer = 0; layer < choices.blocks; layer++) {
            boolean middle = layer == middle();
            int k = middle ? 15 : layer == 0 ? 8 : 12;
            all.add(new Recipe("res", "resid_post", layer, n, k, middle ? 3 : 1.6, slowFirst));
        }
        all.add(new Recipe("lasting", "resid_post", middle(), n, sum(ACTIVE), 2.5, lasting(n)));
        return all;
    }

    private int middle() {
        return choices.blocks / 2;
    }

    private static Levels lasting(int features) {
        int first = Math.max(ACTIVE.get(0), features / 64);
        int second = first + Math.max(ACTIVE.get(1), features / 64 * 3);
        return new Levels(List.of(first, second), ACTIVE, LASTING);
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private boolean dictionaries(Corpus corpus, Watch watch) {
        for (Recipe recipe : recipes()) {
            Path folder = out.resolve("sae").resolve(recipe.name());
            if (!Files.exists(folder.resolve("cfg.json")) && !dictionary(recipe, corpus, folder, watch)) {
                return false;
            }
        }
        return true;
    }

    private boolean dictionary(Recipe recipe, Corpus corpus, Path folder, Watch watch) {
        TrainingSettings settings = new TrainingSettings(
                Architecture.TOPK,
                recipe.features,
                recipe.k,
                Math.max(SAE_BATCH, (long) (recipe.tokens * choices.saeTokens)),
                SAE_BATCH,
                SAE_RATE,
                choices.context,
                false,
                true,
                recipe.levels,
                StoredAs.FLOAT16,
                choices.seed);
        try (LanguageModel opened = LanguageModel.open(model(), Precision.EXACT)) {
            Training training = new Training(opened, Address.parse(recipe.address()), corpus, settings, folder);
            Optional<HeldOutFit> fit = training.run(progress -> {
                watch.terminal.progress(line(recipe.name(), progress));
                if (watch.interrupted.getAsBoolean()) {
                    training.stop();
                }
            });
            fit.ifPresent(f -> watch.terminal.line(String.format(
                    Locale.ROOT,
                    "Dictionary %s: FVU %.4f, L0 %.1f, dead %.1f %%, loss recovered %.1f %%",
                    recipe.name(),
                    f.fvu(),
                    f.l0(),
                    100 * f.dead(),
                    100 * f.loss().recovered())));
            return fit.isPresent();
        }
    }

    private static String line(String name, TrainingProgress p) {
        return String.format(
                Locale.ROOT,
                "dictionary %s  step %d/%d  %,.0f tokens/s  FVU %.4f  dead %.1f %%",
                name,
                p.step(),
                p.steps(),
                p.tokensPerSecond(),
                p.fvu(),
                100 * p.dead());
    }
}
