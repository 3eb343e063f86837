package org.fragaria.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.fragaria.corpus.Corpus;
import org.fragaria.corpus.TextEncoder;
import org.fragaria.corpus.TokenWindows;
import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.corpus.TokenWindows.Window;
import org.fragaria.problem.ConflictException;

/**
 * One streaming pass over a corpus that measures every feature of a dictionary: token windows → {@link Encoding} → a
 * tally per feature → {@link MeasuredFeature}. Its memory does not grow with the corpus
 * ({@link MeasureSettings#memoryBound}); token ids, and activations up to a bound, go to work
 * files. Killed at any moment and run again on the same
 * work folder, it goes on from the last checkpoint and ends with the same result, byte for byte, because batches always
 * begin at the same windows. One run at a time per work folder; not for several threads.
 */
public final class Measurement {

    /** Windows file, activations and checkpoint in the work folder. */
    private static final String TOKENS = "windows.bin";

    private static final String ACTIVATIONS = "activations.bin";

    private static final String CHECKPOINT = "checkpoint.bin";

    private static final String EFFECTS = "effects.bin";

    /** What the manifest says of effects if nobody wanted any. */
    static final String NO_EFFECTS_ASKED = "not measured: nobody asked for them";

    /** Share of the time that checkpoints may take. */
    private static final double CHECKPOINT_SHARE = 0.05;

    /**
     * What is measured.
     *
     * @param corpus the text
     * @param encoder the model's tokenizer
     * @param layout how windows are made
     * @param special token ids that are not text, e.g. BOS
     * @param encoding model and dictionary
     * @param identity names model and dictionary, so that a resumed run is told from another one
     * @param windowLimit windows to read, at most
     */
    public record Subject(
            Corpus corpus,
            TextEncoder encoder,
            Layout layout,
            Set<Integer> special,
            Encoding encoding,
            String identity,
            long windowLimit) {}

    /**
     * What came out, beside the features.
     *
     * @param digest SHA-256 over them
     * @param tokens measured tokens
     * @param windows number of windows
     * @param figures as in {@link SourceManifest}
     * @param notes on what the figures were measured, by the name of the figure, for the manifest
     */
    public record Outcome(
            String digest, long tokens, long windows, SourceManifest.Figures figures, Map<String, String> notes) {}

    /**
     * How far a run is.
     *
     * @param windows windows measured so far
     * @param fraction share of the work done, 0..1, estimated
     * @param tokensPerSecond tokens read per second since this run began or was resumed
     * @param remaining estimated time left
     */
    public record Progress(long windows, double fraction, double tokensPerSecond, Duration remaining) {}

    /** Who watches a run; called between batches by the running thread. */
    public interface Observer {
        /** Tells how far the run is. */
        void progress(Progress progress);

        /** Tells how many features have their scores, once the pass is through: asking the model for them takes a while. */
        default void scored(int features, int of) {}

        /**
         * Tells how many features the model was run without, where that was asked for.
         *
         * @param of live features
         * @param remaining estimated time left
         */
        default void effects(int features, int of, Duration remaining) {}

        /** Whether to stop at the next batch, leaving a checkpoint. */
        boolean cancelled();
    }

    private final Subject subject;
    private final MeasureSettings settings;
    private final Path work;
    private final Tallies tallies;
    private final FitTally fit;
    private final Checkpoint checkpoint;

    /**
     * Prepares a run.
     *
     * @param work folder for the work files; made if missing; the caller removes it when the result is safe
     */
    public Measurement(Subject subject, MeasureSettings settings, Path work) {
        this.subject = subject;
        this.settings = settings;
        this.work = work;
        int dSae = subject.encoding().dSae();
        tallies = new Tallies(dSae, settings, Runtime.getRuntime().availableProcessors());
        fit = new FitTally(subject.encoding().dOut());
        checkpoint = new Checkpoint(
                work.resolve(CHECKPOINT),
                String.join(
                        "; ",
                        subject.identity(),
                        subject.corpus().digest(),
                        subject.layout().toString(),
                        "windows " + subject.windowLimit(),
                        settings.toString()));
    }

    /** Whether a run in a work folder could be resumed. */
    public static boolean hasCheckpoint(Path work) {
        return Files.exists(work.resolve(CHECKPOINT));
    }

    /**
     * Runs to the end, from the checkpoint if there is one.
     *
     * @param sink gets every feature in order, dead ones included, once the pass is through
     * @param observer watches and may stop it
     * @return what came out, or empty if the observer stopped it
     * @throws ConflictException if the work folder belongs to a different run
     * @throws org.fragaria.problem.InvalidException if the corpus is shorter than a window, or an activation is not finite
     */
    public Optional<Outcome> run(Consumer<MeasuredFeature> sink, Observer observer) {
        try {
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the work folder " + work, e);
        }
        try (TokenLog log = new TokenLog(work.resolve(TOKENS), subject.layout().length());
                ActivationLog activations = new ActivationLog(work.resolve(ACTIVATIONS), settings.lookupTokens());
                EffectLog effects = new EffectLog(work.resolve(EFFECTS))) {
            Checkpoint.State begin = checkpoint.read(fit, tallies, activations);
            if (begin.cursor().equals(Cursor.START)) {
                effects.clear();
            }
            Logs logs = new Logs(log, activations, effects);
            Optional<Checkpoint.State> end = pass(begin, logs, observer);
            return end.map(state -> finish(state, logs, observer, counting(sink, observer)));
        } catch (CancellationException e) {
            return Optional.empty(); // stopped among the effects, which are in their log
        }
    }

    /** The work files that grow: two with the pass, one behind it. */
    private record Logs(TokenLog tokens, ActivationLog activations, EffectLog effects) {}

    private Optional<Checkpoint.State> pass(Checkpoint.State begin, Logs log, Observer observer) {
        Stopwatch watch = new Stopwatch(begin);
        int batchWindows = settings.batchWindows(
                subject.layout().length(), subject.encoding().dSae());
        try (TokenWindows windows =
                new TokenWindows(subject.corpus(), subject.encoder(), subject.layout(), begin.cursor())) {
            List<Window> batch = next(windows, batchWindows);
            while (!batch.isEmpty()) {
                measure(batch, batchWindows, log);
                Checkpoint.State now = new Checkpoint.State(windows.cursor(), watch.seconds());
                observer.progress(watch.progress(now.cursor()));
                boolean stop = observer.cancelled();
                if (stop || watch.checkpointIsDue(now.cursor())) {
                    watch.timeSave(now.cursor(), () -> save(now, log));
                }
                if (stop) {
                    return Optional.empty();
                }
                batch = next(windows, batchWindows);
            }
            Checkpoint.State end = new Checkpoint.State(windows.cursor(), watch.seconds());
            save(end, log);
            return Optional.of(end);
        }
    }

    private List<Window> next(TokenWindows windows, int count) {
        List<Window> batch = new ArrayList<>(count);
        while (batch.size() < count && windows.cursor().window() < subject.windowLimit()) {
            Optional<Window> window = windows.next();
            if (window.isEmpty()) {
                break;
            }
            batch.add(window.get());
        }
        return batch;
    }

    private void measure(List<Window> batch, int batchWindows, Logs log) {
        log.tokens.write(batch);
        boolean sampled = subject.encoding().withoutError().isEmpty()
                && batch.getFirst().number() / batchWindows % settings.fitEvery() == 0;
        int[][] tokens = batch.stream().map(Window::tokens).toArray(int[][]::new);
        subject.encoding().encode(tokens, sampled, encoded -> {
            int length = subject.layout().length();
            int dSae = subject.encoding().dSae();
            SparseWindow[] sparse = new SparseWindow[batch.size()];
            IntStream.range(0, sparse.length).parallel().forEach(i -> {
                boolean[] counted = counted(batch.get(i).tokens());
                sparse[i] = SparseWindow.scan(batch.get(i), counted, encoded.activations(), i * length, dSae);
            });
            List<SparseWindow> windows = Arrays.asList(sparse);
            fit.count(windows);
            tallies.add(windows);
            log.activations.write(windows);
            if (sampled) {
                fit.sample(windows, encoded.x(), encoded.error());
            }
        });
    }

    /** Without BOS the first position takes its part: GPT-2 has activations of 900 there, and 50 elsewhere. */
    private boolean[] counted(int[] tokens) {
        boolean[] counted = new boolean[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            counted[i] = settings.countSpecial() || (i > 0 && !subject.special().contains(tokens[i]));
        }
        return counted;
    }

    private void save(Checkpoint.State state, Logs log) {
        log.tokens.force(); // the checkpoint refers to both, so they go first
        log.activations.force();
        checkpoint.write(state, fit, tallies, log.activations);
    }

    private Consumer<MeasuredFeature> counting(Consumer<MeasuredFeature> sink, Observer observer) {
        return feature -> {
            sink.accept(feature);
            observer.scored(feature.index() + 1, tallies.size());
        };
    }

    private Outcome finish(Checkpoint.State end, Logs logs, Observer observer, Consumer<MeasuredFeature> sink) {
        TokenLog log = logs.tokens;
        ActivationLog activations = logs.activations;
        FeatureDigest digest = new FeatureDigest();
        Medians medians = new Medians(tallies.size());
        Consumer<MeasuredFeature> all = feature -> {
            digest.add(feature);
            medians.add(feature.firing());
            sink.accept(feature);
        };
        int every = settings.outputEvery(tallies.size());
        Optional<OutputProbe> probe = every == 0
                ? Optional.empty()
                : new Contexts(subject, log).probe(end.cursor().window());
        LogFacts logged = new LogFacts(activations, tallies.size(), settings);
        String output = probe.map(OutputProbe::setting)
                .orElse("not measured: "
                        + (every == 0 ? "left out" : subject.encoding().withoutProbe()));
        Optional<EffectProbe> off = settings.effectExamples() == 0
                ? Optional.empty()
                : subject.encoding().effects(settings.countSpecial());
        EffectStage effects = new EffectStage(
                off.orElse(null),
                settings.effectExamples(),
                new EffectStage.Work(log, subject.layout().length(), logs.effects),
                tallies.live(),
                observer,
                all);
        try (FeatureAssembly assembly = new FeatureAssembly(tallies, log, logged, probe, every, effects::add)) {
            subject.encoding().weights(assembly::add);
            assembly.flush();
            effects.flush();
            output += probe.isPresent() ? "; " + assembly.known() + " of " + tallies.live() + " live features" : "";
        }
        return new Outcome(
                digest.hex(),
                tallies.counts().tokens(),
                end.cursor().window(),
                figures(medians, end),
                notes(activations, logged, output, off.isPresent()));
    }

    private SourceManifest.Figures figures(Medians medians, Checkpoint.State end) {
        return new SourceManifest.Figures(
                fit.fvu(),
                fit.l0(),
                tallies.live(),
                medians.of(Medians.Of.DENSITY),
                medians.of(Medians.Of.LOOKUP),
                medians.of(Medians.Of.LOOKUP2),
                medians.of(Medians.Of.LOOKUP3),
                medians.of(Medians.Of.PERSISTENCE),
                medians.of(Medians.Of.OUTPUT),
                end.seconds());
    }

    private Map<String, String> notes(ActivationLog activations, LogFacts logged, String output, boolean off) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(
                "lookup scores",
                "tables fitted on even windows and scored on odd ones, first " + activations.tokens() + " tokens");
        notes.put("guess", "chosen on even windows and counted on odd ones, first " + activations.tokens() + " tokens");
        notes.put("near misses", "looked for in the first " + activations.tokens() + " tokens");
        notes.put("features that fire together", "counted on the first " + logged.pairTokens() + " tokens");
        notes.put("output score", output);
        notes.put("effects", effectsNote(off));
        subject.encoding().withoutError().ifPresent(why -> notes.put("FVU", "not measured: " + why));
        return notes;
    }

    private String effectsNote(boolean measured) {
        if (settings.effectExamples() == 0) {
            return NO_EFFECTS_ASKED;
        }
        return measured
                ? "of the " + settings.effectExamples()
                        + " strongest places of each feature, which is off on all tokens of"
                        + " their windows that enter the figures"
                : "not measured: " + subject.encoding().withoutEffects();
    }

    /** Time and rate of this run, and when the next checkpoint is due. */
    private final class Stopwatch {
        private final Checkpoint.State begin;
        private final double beginFraction;
        private final long beganNanos = System.nanoTime();
        private long savedWindow;
        private long savedNanos = beganNanos;
        private long saveTook;

        Stopwatch(Checkpoint.State begin) {
            this.begin = begin;
            this.beginFraction = fraction(begin.cursor());
            this.savedWindow = begin.cursor().window();
        }

        double seconds() {
            return begin.seconds() + sinceBegin();
        }

        private double sinceBegin() {
            return (System.nanoTime() - beganNanos) / 1e9;
        }

        private double fraction(Cursor cursor) {
            double ofText = (double) cursor.document() / subject.corpus().documents();
            return Math.min(1, Math.max(ofText, (double) cursor.window() / subject.windowLimit()));
        }

        Progress progress(Cursor now) {
            double seconds = Math.max(1e-9, sinceBegin());
            double tokens = (double) (now.window() - begin.cursor().window())
                    * subject.layout().length();
            double fraction = fraction(now);
            double left = seconds * (1 - fraction) / Math.max(1e-9, fraction - beginFraction);
            return new Progress(now.window(), fraction, tokens / seconds, Duration.ofMillis((long) (left * 1000)));
        }

        boolean checkpointIsDue(Cursor now) {
            return now.window() - savedWindow >= settings.checkpointWindows()
                    && saveTook <= CHECKPOINT_SHARE * (System.nanoTime() - savedNanos);
        }

        void timeSave(Cursor now, Runnable save) {
            long before = System.nanoTime();
            save.run();
            savedNanos = System.nanoTime();
            saveTook = savedNanos - before;
            savedWindow = now.window();
        }
    }
}
