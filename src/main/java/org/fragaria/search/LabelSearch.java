package org.fragaria.search;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Labels;
import org.fragaria.feature.LabelsChanged;
import org.fragaria.feature.Shelf;
import org.fragaria.problem.UnavailableException;

/**
 * The label index of this server with the thread that fills it. Searching takes no lock and waits for nothing: what is
 * not in yet is not found yet, and {@link #status} says so. Lives as long as the server.
 */
@ApplicationScoped
public class LabelSearch {

    private static final Logger LOG = Logger.getLogger(LabelSearch.class);
    private static final int KEPT_QUESTIONS = 2_000;

    @Inject
    SearchConfig config;

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
            .daemon()
            .name("labels")
            .priority(Thread.MIN_PRIORITY)
            .factory());
    private final Cache<String, float[]> questions = Caffeine.newBuilder()
            .maximumSize(KEPT_QUESTIONS)
            .executor(Runnable::run)
            .build();

    private volatile @Nullable LabelIndex index;
    private volatile @Nullable Meaning meaning;
    private volatile LabelStatus status = LabelStatus.BEGINNING;
    private volatile boolean canMean = true;
    private volatile boolean ending;
    private volatile @Nullable LabelFilling filling;

    void start(@Observes StartupEvent event) {
        if (!config.fill()) {
            return;
        }
        long every = config.scanEvery().toMillis();
        thread.scheduleWithFixedDelay(this::keep, every / 4, every, TimeUnit.MILLISECONDS);
    }

    void changed(@Observes LabelsChanged change) {
        LabelFilling now = filling;
        if (now != null) { // else the first look sees the new label anyway
            now.changed(change.feature());
            thread.execute(this::keep);
        }
    }

    @PreDestroy
    void stop() throws InterruptedException {
        ending = true; // and no interrupt, which would close the index under the thread's hands
        thread.shutdown();
        thread.awaitTermination(10, TimeUnit.SECONDS);
        LabelIndex open = index;
        if (open != null) {
            open.close();
        }
        Meaning encoder = meaning;
        if (encoder != null) {
            encoder.close();
        }
    }

    /** Brings the index in line with the shelf; run by the one thread. */
    private void keep() {
        try {
            LabelFilling now = filling == null ? open() : filling;
            now.words();
            tell(now);
            while (canMean && now.lacksMeaning() && !ending) {
                long before = System.nanoTime();
                now.meanings(encoder());
                now.words();
                tell(now);
                Thread.sleep((System.nanoTime() - before) / 1_000_000); // as long a rest as the work took
            }
            tell(now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UnavailableException e) {
            status = new LabelStatus(status.labels(), status.meanings(), false, false, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The label index could not be brought up to date; trying again.", e);
        }
    }

    private LabelFilling open() {
        LabelIndex opened = LabelIndex.open(config.labels());
        LabelFilling now = new LabelFilling(shelf, labels, opened, config.mostLabels());
        canMean = config.meaning();
        index = opened;
        filling = now;
        return now;
    }

    private Meaning encoder() {
        Meaning now = meaning;
        if (now == null) {
            try {
                now = Meaning.open();
                meaning = now;
            } catch (UnavailableException e) {
                LOG.warn(e.getMessage() + " Labels are found by their words only.");
                canMean = false;
                throw e;
            }
        }
        return now;
    }

    private void tell(LabelFilling now) {
        LabelIndex open = index;
        if (open == null) {
            return;
        }
        LabelIndex.Extent extent = open.extent();
        boolean more = canMean && now.lacksMeaning() && extent.meanings() < extent.labels();
        if (status.filling() && !more && extent.labels() > 0) {
            LOG.infof("Labels: all %d can be searched", extent.labels());
        }
        String note = now.full()
                ? "There are more labels than this server searches (fragaria.search.most-labels = "
                        + config.mostLabels() + "): some features are not found by their label."
                : null;
        status = new LabelStatus(extent.labels(), extent.meanings(), more, canMean, note);
    }

    /** How far the index is. */
    LabelStatus status() {
        return status;
    }

    /**
     * What a search depends on, beside the labels themselves.
     *
     * @param version of the index as it is searched; -1 before there is one
     * @param meaning whether the encoder is there
     * @param status what the page says of the index
     */
    record Stamp(long version, boolean meaning, LabelStatus status) {}

    /** Another stamp whenever the same search may find something else than before. */
    Stamp stamp() {
        LabelIndex open = index;
        return new Stamp(open == null ? -1 : open.version(), meaning != null, status);
    }

    /** Methods that labels were made by. */
    List<String> methods() {
        LabelIndex open = index;
        return open == null ? List.of() : open.methods();
    }

    /** Labels by words and meaning, best first; see {@link LabelQuestion#find}. */
    List<LabelHit> find(String words, Filter filter, int from, int limit) {
        LabelIndex open = index;
        if (open == null || words.isBlank()) {
            return List.of();
        }
        Meaning encoder = meaning;
        float[] direction = encoder == null ? null : questions.get(words.strip(), encoder::of);
        return new LabelQuestion(open).find(words, direction, filter, from, limit);
    }

    /** Labels that have all words, the last one perhaps only begun. */
    List<LabelHit> begun(String words, int limit) {
        LabelIndex open = index;
        return open == null ? List.of() : new LabelQuestion(open).begun(words, limit);
    }
}
