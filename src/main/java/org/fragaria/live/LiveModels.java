package org.fragaria.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jboss.logging.Logger;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.Engine;
import org.fragaria.engine.Load;
import org.fragaria.intervention.Intervention;
import org.fragaria.measure.SourceManifest;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Tokenizer;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.problem.UnavailableException;

/**
 * The models and dictionaries that this server runs, by folder; opened when somebody first needs them, which takes a
 * moment, and kept. Safe for any number of threads. Lives as long as the server.
 */
@ApplicationScoped
public class LiveModels {

    private static final Logger LOG = Logger.getLogger(LiveModels.class);

    private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(5);

    private final LiveConfig config;
    private final MeterRegistry metrics;
    private final Map<Path, Engine> engines = new ConcurrentHashMap<>();
    private final Map<Path, Dictionary> dictionaries = new ConcurrentHashMap<>();
    private final Map<Path, Tokenizer> tokenizers = new ConcurrentHashMap<>();
    private final Map<String, Checked> checked = new ConcurrentHashMap<>();
    private final Semaphore readers;

    LiveModels(LiveConfig config, MeterRegistry metrics) {
        this.config = config;
        this.metrics = metrics;
        readers = new Semaphore(config.readers(), true);
    }

    /** Whether the files of a source were there, and when somebody last looked. */
    private record Checked(boolean there, long at) {}

    /**
     * Whether a source can be run here: its model and dictionary are where its manifest says. Opens nothing, and looks at
     * the disk every few seconds only, since the hot page asks.
     */
    public boolean canRun(SourceManifest manifest) {
        if (!config.enabled()) {
            return false;
        }
        long now = System.nanoTime();
        String key =
                manifest.modelFacts().path() + "\n" + manifest.dictionaryFacts().path();
        Checked checked = this.checked.get(key);
        if (checked == null || now - checked.at() > LOOK_AGAIN) {
            boolean there = Files.isDirectory(Path.of(manifest.modelFacts().path()))
                    && Files.exists(Path.of(manifest.dictionaryFacts().path()));
            checked = new Checked(there, now);
            this.checked.put(key, checked);
        }
        return checked.there();
    }

    /**
     * A source's model and dictionary, running.
     *
     * @throws UnavailableException if models are switched off, the files are not on this machine, or cannot be opened
     */
    public LiveSource of(SourceManifest manifest) {
        String name = manifest.model() + "/" + manifest.source();
        if (!config.enabled()) {
            throw new UnavailableException("This server shows what was measured, but runs no models.");
        }
        if (!canRun(manifest)) {
            throw new UnavailableException("The files of model and dictionary of " + name
                    + " are not where they were when it was measured, so it cannot be run here."
                    + " Put them back, or make the source again with './fragaria add'.");
        }
        try {
            Engine engine =
                    engines.computeIfAbsent(Path.of(manifest.modelFacts().path()), this::start);
            Dictionary dictionary = dictionaries.computeIfAbsent(
                    Path.of(manifest.dictionaryFacts().path()), Dictionary::open);
            return new LiveSource(
                    engine, dictionary, manifest.dictionaryFacts().address(), readers, config.longestText());
        } catch (FragariaException e) {
            LOG.warnf("%s cannot be run: %s", name, e.getMessage());
            throw new UnavailableException(
                    "Model or dictionary of " + name + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a text once for several sources of one model: what their features do on it. A source whose dictionary cannot be
     * opened is among the failures; the others are read all the same.
     *
     * @param what what the text is called in a message
     * @param sources sources of one model folder, at least one
     */
    public SharedReading read(String what, String text, List<SourceManifest> sources) {
        return read(sources, (first, open) -> first.read(what, text, open));
    }

    /**
     * Reads tokens once for several sources of one model, changed on the way.
     *
     * @param promptLength how many of the tokens are prompt; the others count as generated
     * @param sources sources of one model folder, at least one
     * @throws TooLargeException if there are more tokens than the model's context holds
     */
    public SharedReading read(int[] ids, int promptLength, List<Intervention> changes, List<SourceManifest> sources) {
        return read(sources, (first, open) -> first.read(ids, promptLength, changes, open));
    }

    private SharedReading read(
            List<SourceManifest> sources, BiFunction<LiveSource, Map<String, LiveSource>, SharedReading> reader) {
        Map<String, LiveSource> open = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        for (SourceManifest source : sources) {
            try {
                LiveSource live = of(source);
                if (live.fits()) {
                    open.put(source.source(), live);
                } else {
                    failures.put(
                            source.source(),
                            "The model has no " + source.dictionaryFacts().address()
                                    + ", which this dictionary reads.");
                }
            } catch (UnavailableException e) {
                failures.put(source.source(), e.getMessage());
            }
        }
        if (open.isEmpty()) {
            return new SharedReading(new int[0], new boolean[0], Map.of(), failures);
        }
        SharedReading reading = reader.apply(open.values().iterator().next(), open);
        return new SharedReading(reading.ids(), reading.special(), reading.firing(), failures);
    }

    /**
     * Token ids of a text by the model's tokenizer alone, with BOS in front where the model's files ask for it; the model
     * need not be open.
     *
     * @throws UnavailableException if models are switched off or the model's files are not on this machine
     * @throws TooLargeException if the text is longer than this server reads
     */
    public int[] tokens(SourceManifest manifest, String text) {
        if (!canRun(manifest)) {
            throw new UnavailableException("The files of model " + manifest.model()
                    + " are not on this machine, or this server runs no models, so it cannot cut a text into tokens.");
        }
        if (text.length() > config.longestText()) {
            throw new TooLargeException("Parameter text has " + text.length()
                    + " characters: this server reads at most " + config.longestText() + ". Shorten it.");
        }
        return tokenizers
                .computeIfAbsent(Path.of(manifest.modelFacts().path()), Tokenizer::open)
                .encode(text);
    }

    /**
     * A source's dictionary alone, which opens no model; empty if its files are not on this machine, or cannot be read. Do not
     * close it.
     */
    public Optional<Dictionary> dictionary(SourceManifest manifest) {
        Path path = Path.of(manifest.dictionaryFacts().path());
        if (!config.enabled() || !Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(dictionaries.computeIfAbsent(path, Dictionary::open));
        } catch (FragariaException e) {
            LOG.warnf(
                    "The dictionary of %s/%s cannot be opened: %s",
                    manifest.model(), manifest.source(), e.getMessage());
            return Optional.empty();
        }
    }

    private Engine start(Path folder) {
        LOG.infof("Opening model %s", folder.getFileName());
        Engine engine = new Engine(LanguageModel.open(folder, config.precision()));
        watch(engine);
        return engine;
    }

    /** Shows an engine's load among the server's metrics; tokens per second are the rates of the counters. */
    private void watch(Engine engine) {
        Tags tags = Tags.of("model", engine.model().id());
        metrics.gauge("fragaria.engine.rows", tags, engine, e -> e.load().rows());
        metrics.gauge("fragaria.engine.waiting", tags, engine, e -> e.load().waiting());
        metrics.gauge(
                "fragaria.engine.wait.seconds", tags, engine, e -> e.load().waitSeconds());
        counter("fragaria.engine.tokens", tags, engine, Load::tokens);
        counter("fragaria.engine.prompt.tokens", tags, engine, Load::promptTokens);
        counter("fragaria.engine.reused.tokens", tags, engine, Load::reusedTokens);
    }

    private void counter(String name, Tags tags, Engine engine, ToDoubleFunction<Load> count) {
        FunctionCounter.builder(name, engine, e -> count.applyAsDouble(e.load()))
                .tags(tags)
                .register(metrics);
    }

    @PreDestroy
    void stop() {
        engines.values().forEach(engine -> {
            engine.close();
            engine.model().close();
        });
        dictionaries.values().forEach(Dictionary::close);
        tokenizers.values().forEach(Tokenizer::close);
    }
}
