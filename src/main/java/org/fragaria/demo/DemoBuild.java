package org.fragaria.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.build.SourceBuild;
import org.fragaria.build.Terminal;
import org.fragaria.demo.DemoProgress.State;
import org.fragaria.demo.DemoProgress.Step;
import org.fragaria.measure.MeasureSettings;
import org.fragaria.measure.Measurement;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.FragariaException;
import org.fragaria.torch.Precision;
import org.fragaria.truth.TruthReport;

/**
 * Unpacks the demo and makes its sources, one after another on a thread of its own, while the server answers. What is there
 * already is left alone; what was begun goes on from its checkpoint, so a killed demo resumes. Sources that a door of the
 * front page opens come first. Lives as long as the server.
 */
@ApplicationScoped
public class DemoBuild {

    private static final Logger LOG = Logger.getLogger(DemoBuild.class);
    private static final long PATIENCE_MILLIS = 20_000;

    /** What ships was checked when it was made, so a short look is enough. */
    private static final int FIT_TOKENS = 512;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Demo demo;

    @Inject
    DemoConfig config;

    @ConfigProperty(name = "quarkus.http.port")
    int port;

    private final Terminal terminal = new Terminal(System.err);
    private final Thread thread = Thread.ofPlatform().name("demo").unstarted(this::run);
    private volatile boolean stopping;
    private volatile @Nullable DemoProgress progress;

    void start(@Observes StartupEvent event) {
        if (config.build()) {
            progress = new DemoProgress("Unpacking", List.of(), null);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (thread.isAlive()) {
            thread.join(PATIENCE_MILLIS);
        }
    }

    /** How far it is; empty if this server builds no demo, or if all of it is there. */
    public Optional<DemoProgress> progress() {
        return Optional.ofNullable(progress)
                .filter(now -> !now.finished() || now.steps().isEmpty());
    }

    private void run() {
        terminal.line("Fragaria's demo opens at http://localhost:" + port);
        try {
            make(DemoContent.of(config.content()));
        } catch (FragariaException clear) {
            failed(clear.getMessage());
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.error("The demo could not be built", e);
            failed("The demo could not be built (" + e.getMessage() + "). The server's log has more; './fragaria demo'"
                    + " again goes on where it was.");
        }
    }

    private void failed(String why) {
        terminal.line("fragaria: " + why);
        progress = now().failed(why);
    }

    private DemoProgress now() {
        DemoProgress known = progress;
        return known == null ? new DemoProgress("", List.of(), null) : known;
    }

    private void make(DemoContent content) throws IOException {
        Path folder = demo.folder().unpack(content);
        TruthReport truth = TruthFile.read(folder.resolve("truth.json"));
        List<Job> jobs = jobs(content, folder, truth);
        List<Step> steps = new ArrayList<>();
        for (Job job : jobs) {
            boolean there = isThere(job);
            steps.add(new Step(job.source(), there ? State.DONE : State.WAITING, there ? 1 : 0, ""));
        }
        progress = new DemoProgress("Writing the text", steps, null);
        if (!now().finished()) {
            Path corpus = DemoCorpus.in(folder, truth.seed(), config.documents());
            build(jobs, corpus);
        }
        if (now().finished()) {
            demo.folder().discardOthers();
            terminal.line("The demo is complete: %d sources of %s at http://localhost:%d"
                    .formatted(jobs.size(), truth.model(), port));
        }
    }

    /** One source to be made of the unpacked demo. */
    private record Job(String model, String source, Path folder, Path dictionary) {}

    private static List<Job> jobs(DemoContent content, Path folder, TruthReport truth) {
        Set<String> first =
                truth.picks().stream().map(pick -> pick.detector().at()).collect(Collectors.toSet());
        return content.dictionaries().stream()
                .map(name -> new Job(
                        truth.model(),
                        sourceId(name, truth),
                        folder,
                        folder.resolve("sae").resolve(name)))
                .sorted(Comparator.comparing((Job job) -> !first.contains(job.source())))
                .toList();
    }

    /** The id under which the truth report knows a dictionary. */
    static String sourceId(String name, TruthReport truth) {
        return truth.sources().stream()
                .filter(source -> source.equals(name) || source.endsWith("-" + name))
                .findFirst()
                .orElse(name);
    }

    /** Whether the source was made of this very demo by a build that writes what this one reads: its manifest says both. */
    private boolean isThere(Job job) throws IOException {
        Path manifest = demo.data().resolve(job.model()).resolve(job.source()).resolve("manifest.json");
        try {
            JsonNode said = JSON.readTree(Files.readAllBytes(manifest));
            String path = said.path("dictionaryFacts").path("path").asText();
            return said.path("formatVersion").asInt() == SourceManifest.FORMAT_VERSION
                    && Path.of(path).equals(job.dictionary().toAbsolutePath().normalize());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void build(List<Job> jobs, Path corpus) {
        for (Job job : jobs) {
            if (stopping) {
                return;
            }
            if (now().steps().stream().anyMatch(step -> step.source().equals(job.source()) && step.fraction() < 1)) {
                progress = now().at("Measuring what each feature responds to");
                build(job, corpus);
            }
        }
    }

    private void build(Job job, Path corpus) {
        progress = now().with(new Step(job.source(), State.BUILDING, 0, ""));
        SourceBuild build = new SourceBuild(
                job.folder().resolve("village"),
                job.dictionary(),
                List.of(corpus),
                Optional.of(job.model()),
                Optional.of(job.source()),
                Optional.empty(),
                config.context(),
                config.tokens(),
                Precision.EXACT,
                MeasureSettings.DEFAULTS,
                new SourceBuild.Fit(FIT_TOKENS, OptionalDouble.empty(), true));
        resumed(build, new Watcher(job.source())).ifPresent(result -> {
            progress = now().with(new Step(job.source(), State.DONE, 1, ""));
            terminal.line("%s: %,d features over %,d tokens (%d of %d)"
                    .formatted(
                            job.source(),
                            result.features(),
                            result.outcome().tokens(),
                            now().done(),
                            now().steps().size()));
        });
    }

    /** Goes on from a checkpoint; one that an older version of the demo left cannot be gone on from and is thrown away. */
    private Optional<SourceBuild.Result> resumed(SourceBuild build, Watcher watcher) {
        try {
            return build.run(demo.data(), false, watcher, line -> {});
        } catch (ConflictException e) {
            LOG.infof("Beginning anew: %s", e.getMessage());
            return build.run(demo.data(), true, watcher, line -> {});
        }
    }

    /** Passes on how far a measurement is, and that the server stops. */
    private final class Watcher implements Measurement.Observer {
        private final String source;

        Watcher(String source) {
            this.source = source;
        }

        @Override
        public void progress(Measurement.Progress measured) {
            String note = "%,.0f tokens/s, %s left"
                    .formatted(measured.tokensPerSecond(), Terminal.duration(measured.remaining()));
            progress = now().with(new Step(source, State.BUILDING, Math.min(0.999, measured.fraction()), note));
            terminal.progress("%s: %.0f %%, %s".formatted(source, measured.fraction() * 100, note));
        }

        @Override
        public void scored(int features, int of) {
            String note = "scores of %,d of %,d features".formatted(features, of);
            progress = now().with(new Step(source, State.BUILDING, 0.999, note));
            terminal.progress(source + ": " + note);
        }

        @Override
        public boolean cancelled() {
            return stopping;
        }
    }
}
