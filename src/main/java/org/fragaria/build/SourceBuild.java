package org.fragaria.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.fragaria.corpus.Corpus;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.feature.Directions;
import org.fragaria.feature.FeatureIndexWriter;
import org.fragaria.fit.FitCheck;
import org.fragaria.fit.FitReport;
import org.fragaria.fit.FitText;
import org.fragaria.hub.Hub;
import org.fragaria.measure.MeasureSettings;
import org.fragaria.measure.Measurement;
import org.fragaria.measure.ModelEncoding;
import org.fragaria.measure.SourceFolder;
import org.fragaria.measure.SourceManifest;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.ModelConfig;
import org.fragaria.model.Vocabulary;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Precision;

/**
 * From model, dictionary and text to a source folder: checks everything that can be checked before the model is loaded,
 * measures, indexes, publishes. An error before the first checkpoint leaves nothing behind; a build that was stopped or
 * killed goes on where it was when the same one runs again on the same data folder. Immutable; runs on the caller's
 * thread.
 *
 * @param model folder of the model
 * @param dictionary folder of the dictionary
 * @param text text files
 * @param modelId the model's id, if not its folder's name
 * @param sourceId the source's id, if not made from layer and folder
 * @param declaredAddress where the dictionary reads, if not where its file says
 * @param context tokens per window
 * @param tokens tokens to read, at most
 * @param precision how the model's weights are multiplied
 * @param settings what is measured
 * @param fit how the dictionary is checked first
 */
public record SourceBuild(
        Path model,
        Path dictionary,
        List<Path> text,
        Optional<String> modelId,
        Optional<String> sourceId,
        Optional<Address> declaredAddress,
        int context,
        long tokens,
        Precision precision,
        MeasureSettings settings,
        Fit fit) {

    /**
     * How it is checked that the dictionary fits, before anything is measured.
     *
     * @param tokens tokens of the corpus's beginning that are read, at most; rounded up to whole windows
     * @param declaredL0 what L0 should be, if the makers of the dictionary say so
     * @param anyway whether a source is made in spite of a mismatch
     */
    public record Fit(int tokens, OptionalDouble declaredL0, boolean anyway) {

        /** Enough to tell a wrong reading from the right one, and done in seconds. */
        public static final int TOKENS = 1024;
    }

    /**
     * What was made.
     *
     * @param folder the source's folder
     * @param address where the dictionary reads
     * @param features number of features, dead ones included
     * @param outcome figures and digest of the measurement
     */
    public record Result(Path folder, Address address, int features, Measurement.Outcome outcome) {}

    /**
     * Builds.
     *
     * @param data the data folder; made if missing
     * @param restart whether to begin anew instead of going on from a checkpoint
     * @param observer watches the measurement and may stop it; called by this thread
     * @param log gets a line of text for a person when a stage begins
     * @return what was made, or empty if the observer stopped it
     * @throws InvalidException if an input is missing, broken, or does not fit another one, or the dictionary's numbers would
     *     be wrong as declared
     * @throws org.fragaria.problem.ConflictException if another build of the source runs, or a checkpoint is of another
     *     build
     */
    public Optional<Result> run(Path data, boolean restart, Measurement.Observer observer, Consumer<String> log) {
        Corpus corpus = Corpus.open(text);
        try (Dictionary opened = Dictionary.open(dictionary)) {
            Address address = declaredAddress.orElseGet(() -> opened.config().address());
            ModelConfig config = LanguageModel.readConfig(model);
            config.require(address);
            String name = modelId.orElseGet(() -> nameOf(model));
            opened.requireWidth(config.width(address.point()), address + " of model " + name);
            if (opened.config().transcoding().isPresent()) {
                opened.config().outputAddresses().forEach(config::require);
                Address output = opened.config().outputAddress();
                opened.requireOutputWidth(config.width(output.point()), output + " of model " + name);
            }
            if (context > config.contextLength()) {
                throw new InvalidException("Context " + context + ": model " + name + " takes at most "
                        + config.contextLength() + " tokens.");
            }
            String source = sourceId.orElseGet(() -> sourceName(address));
            try (LanguageModel loaded = LanguageModel.open(model, precision);
                    SourceFolder folder = new SourceFolder(data, name, source)) {
                if (restart) {
                    folder.restart();
                }
                Job job = new Job(corpus, opened, address, loaded, folder, name, source);
                return guarded(folder, () -> measure(job, observer, log));
            }
        }
    }

    /** The parts, opened. */
    private record Job(
            Corpus corpus,
            Dictionary dictionary,
            Address address,
            LanguageModel model,
            SourceFolder folder,
            String name,
            String source) {}

    private Optional<Result> measure(Job job, Measurement.Observer observer, Consumer<String> log) {
        ModelEncoding encoding = new ModelEncoding(job.model, job.dictionary, job.address);
        Optional<String> withoutError = encoding.withoutError();
        withoutError.ifPresent(why -> log.accept("FVU is not measured: " + why + "."));
        Layout layout = FitText.layout(job.model, job.dictionary.config(), context);
        @Nullable FitReport found = withoutError.isPresent() ? null : fit(job, layout, log);
        Measurement.Subject subject = new Measurement.Subject(
                job.corpus,
                textOnly -> job.model.tokenizer().encode(textOnly, false),
                layout,
                special(job.model.tokenizer().vocabulary()),
                encoding,
                identity(job),
                tokens == Long.MAX_VALUE ? Long.MAX_VALUE : Math.ceilDiv(tokens, context));
        log.accept("Measuring %,d features of %s at %s over %,d documents; statistics take at most %,d MB."
                .formatted(
                        encoding.dSae(),
                        job.source,
                        job.address,
                        job.corpus.documents(),
                        Math.ceilDiv(settings.memoryBound(encoding.dSae()), 1_000_000L)));
        Optional<Measurement.Outcome> outcome;
        MapStage map = new MapStage(encoding.dSae());
        try (FeatureIndexWriter index = new FeatureIndexWriter(job.folder.index())) {
            outcome = new Measurement(subject, settings, job.folder.work()).run(map.beside(index::add), observer);
            if (outcome.isEmpty()) {
                return Optional.empty();
            }
            index.finish();
        }
        Directions.write(
                job.folder.files(), encoding.dSae(), job.dictionary::decoderRow, written(job.dictionary, job.address));
        map.draw(job.folder.index(), log);
        job.folder.publish(manifest(job, layout, outcome.get(), found), model.resolve("tokenizer.json"));
        return Optional.of(new Result(job.folder.target(), job.address, encoding.dSae(), outcome.get()));
    }

    private static Directions.Place written(Dictionary dictionary, Address read) {
        List<Address> places = dictionary.config().transcoding().isPresent()
                ? dictionary.config().outputAddresses()
                : List.of(read);
        return new Directions.Place(
                places.stream().map(Address::toString).collect(Collectors.joining(", ")),
                places.stream().allMatch(place -> place.point().written()));
    }

    /** Removes the build folder after an error unless a checkpoint in it is worth keeping. */
    private static Optional<Result> guarded(SourceFolder folder, Supplier<Optional<Result>> work) {
        try {
            return work.get();
        } catch (FragariaException e) {
            if (!Measurement.hasCheckpoint(folder.work())) {
                folder.discard();
            }
            throw e;
        }
    }

    /** Checks the dictionary before hours are spent on it. */
    private FitReport fit(Job job, Layout layout, Consumer<String> log) {
        FitText beginning = FitText.read(job.corpus, job.model, layout, fit.tokens);
        FitReport found = new FitCheck(job.model, job.dictionary, job.address).run(beginning, fit.declaredL0);
        log.accept("Fit " + found.verdict() + ": " + found.finding());
        if (found.refuses() && !fit.anyway) {
            throw new InvalidException("The dictionary does not fit: " + found.finding()
                    + " './fragaria check' shows every reading; --anyway makes the source all the same.");
        }
        return found;
    }

    private static Set<Integer> special(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .filter(vocabulary::special)
                .boxed()
                .collect(Collectors.toSet());
    }

    private String sourceName(Address address) {
        String folder = nameOf(dictionary);
        return folder.startsWith(address.layer() + "-") ? folder : address.layer() + "-" + folder;
    }

    private static String nameOf(Path folder) {
        return Hub.nameOf(folder.toAbsolutePath().normalize());
    }

    /** Model and dictionary by the names, sizes and times of their files: cheap, and changes when they do. */
    private String identity(Job job) {
        String read = Files.isDirectory(dictionary)
                ? fingerprint(dictionary)
                : fingerprint(job.dictionary.provenance().files().stream());
        return "model " + fingerprint(model) + ", dictionary " + read + ", " + job.address + ", " + precision;
    }

    private static String fingerprint(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return fingerprint(files);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static String fingerprint(Stream<Path> files) {
        return files.filter(Files::isRegularFile)
                .sorted()
                .map(f -> f.getFileName() + ":" + f.toFile().length() + ":"
                        + f.toFile().lastModified())
                .collect(Collectors.joining(","));
    }

    private SourceManifest manifest(Job job, Layout layout, Measurement.Outcome outcome, @Nullable FitReport found) {
        ModelConfig shape = job.model.config();
        DictionaryConfig config = job.dictionary.config();
        String bos = (layout.bos().isPresent() ? "every window begins with BOS" : "no BOS")
                + (settings.countSpecial()
                        ? "; special tokens counted"
                        : "; special tokens and first positions excluded from all figures");
        return new SourceManifest(
                SourceManifest.FORMAT_VERSION,
                job.name,
                job.source,
                new SourceManifest.ModelFacts(
                        job.model.folder().toString(),
                        shape.architecture(),
                        shape.layers(),
                        shape.dModel(),
                        shape.vocabulary(),
                        shape.contextLength(),
                        job.model.parameters()),
                new SourceManifest.DictionaryFacts(
                        dictionary.toAbsolutePath().normalize().toString(),
                        config.architecture().id(),
                        job.address,
                        config.dIn(),
                        config.dSae(),
                        config.normalization().id(),
                        job.dictionary.provenance().format(),
                        job.dictionary.provenance().assumptions()),
                new SourceManifest.CorpusFacts(
                        text.stream().map(f -> f.getFileName().toString()).toList(),
                        outcome.tokens(),
                        outcome.windows(),
                        context,
                        bos),
                outcome.figures(),
                settingsByName(job, outcome),
                outcome.digest(),
                Optional.ofNullable(SourceBuild.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                found);
    }

    private Map<String, String> settingsByName(Job job, Measurement.Outcome outcome) {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("precision", precision.toString());
        named.put("corpus digest", job.corpus.digest());
        named.put("top examples", Integer.toString(settings.top()));
        named.put("intervals", Integer.toString(settings.intervals()));
        named.put("examples per interval", Integer.toString(settings.perInterval()));
        named.put("longest excerpt in tokens", Integer.toString(settings.excerpt()));
        named.put("tokens per feature", Integer.toString(settings.tokens()));
        named.put("token slots while measuring", Integer.toString(settings.tokenSlots()));
        named.put("batches per FVU sample", Integer.toString(settings.fitEvery()));
        named.put("examples with effects", Integer.toString(settings.effectExamples()));
        named.put("seed", Long.toString(settings.seed()));
        named.putAll(outcome.notes());
        return named;
    }
}
