package org.fragaria.explanation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.GivenLabels;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.LabelsChanged;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.measure.MeasuredFeature;

/**
 * What features are called, from memory: only those are held that have a stored label; all others are called as they came
 * with the source, or by the offline label, which is computed. Loaded at start, brought up to date after each change on this
 * server, and anew when another server on the same database wrote something. Lives as long as the server; safe for any
 * number of threads.
 */
@ApplicationScoped
public class StoredLabels implements Labels {

    private static final Logger LOG = Logger.getLogger(StoredLabels.class);

    private final ExplanationTables tables;
    private final ExplanationConfig config;
    private final Event<LabelsChanged> changed;
    private final List<GivenLabels> given;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("labels").factory());

    private final Map<FeatureAddress, Standing> standings = new ConcurrentHashMap<>();

    private final Map<SourceAddress, Tally> tallies = new ConcurrentHashMap<>();

    private final AtomicLong changes = new AtomicLong();

    /** The revision of the database that {@link #standings} tells; guarded by this. */
    private long revision = -1;

    /**
     * The labels of a source, counted.
     *
     * @param changes how often they have changed since the start
     * @param features features that have one
     */
    private record Tally(long changes, int features) {

        static final Tally NONE = new Tally(0, 0);

        Tally and(Tally other) {
            return new Tally(changes + other.changes, features + other.features);
        }
    }

    @Inject
    StoredLabels(
            ExplanationTables tables,
            ExplanationConfig config,
            Event<LabelsChanged> changed,
            @Any Instance<GivenLabels> given) {
        this.tables = tables;
        this.config = config;
        this.changed = changed;
        this.given = given.stream().toList();
    }

    void start(@Observes StartupEvent event) {
        look();
        long every = config.refreshEvery().toMillis();
        watch.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
    }

    @Override
    public Optional<Label> best(OpenSource open, Row row) {
        Standing standing = standing(address(open, row.index()));
        if (standing != null && !standing.above().isEmpty()) {
            return Optional.of(standing.above().getFirst());
        }
        List<Label> came = given(source(open)).getOrDefault(row.index(), List.of());
        if (!came.isEmpty()) {
            return Optional.of(came.getFirst());
        }
        Optional<Label> offline = OfflineLabel.of(row, open.tokens());
        return offline.isPresent() || standing == null
                ? offline
                : Optional.of(standing.below().getFirst());
    }

    @Override
    public List<Label> of(OpenSource open, MeasuredFeature feature) {
        Standing standing = standing(address(open, feature.index()));
        List<Label> labels = new ArrayList<>(standing == null ? List.of() : standing.above());
        labels.addAll(given(source(open)).getOrDefault(feature.index(), List.of()));
        OfflineLabel.of(feature, open.tokens()).ifPresent(labels::add);
        labels.addAll(standing == null ? List.of() : standing.below());
        return List.copyOf(labels);
    }

    @Override
    public long stamp(SourceAddress source) {
        return tallies.getOrDefault(source, Tally.NONE).changes();
    }

    @Override
    public long stamp() {
        return changes.get();
    }

    @Override
    public int labelled(SourceAddress source) {
        long came = given(source).keySet().stream()
                .filter(index -> standing(new FeatureAddress(source.model(), source.source(), index)) == null)
                .count();
        return tallies.getOrDefault(source, Tally.NONE).features() + (int) came;
    }

    /** The stored labels of every feature of a source, for the export. */
    Map<FeatureAddress, Standing> all() {
        return Map.copyOf(standings);
    }

    /** Brings one feature up to date after a change on this server, and tells the house. */
    void refresh(FeatureAddress feature) {
        synchronized (this) {
            long now = tables.revision();
            put(feature, tables.labels(feature));
            if (now == revision + 1) {
                revision = now; // nobody else wrote in between
            }
        }
        changed.fire(new LabelsChanged(feature));
    }

    /** Loads everything anew if the database has changed since the last look. */
    void look() {
        try {
            if (load()) {
                changed.fire(new LabelsChanged(null));
            }
        } catch (RuntimeException e) {
            LOG.error("Labels could not be read from the database; showing those from before.", e);
        }
    }

    private synchronized boolean load() {
        long now = tables.revision();
        if (now == revision) {
            return false;
        }
        Map<FeatureAddress, List<Label>> labels = tables.labels();
        Set<FeatureAddress> gone = new HashSet<>(standings.keySet());
        gone.removeAll(labels.keySet());
        gone.forEach(feature -> put(feature, List.of()));
        labels.forEach(this::put);
        revision = now;
        return true;
    }

    /** The count of changes grows last: a page that was made between the two is kept under a key that nobody asks for again. */
    private void put(FeatureAddress feature, List<Label> labels) {
        Standing now = labels.isEmpty() ? null : Standing.of(labels);
        Standing before = now == null ? standings.remove(feature) : standings.put(feature, now);
        if (!Objects.equals(before, now)) {
            Tally change = new Tally(1, (now == null ? 0 : 1) - (before == null ? 0 : 1));
            tallies.merge(new SourceAddress(feature.model(), feature.source()), change, Tally::and);
            changes.incrementAndGet();
        }
    }

    private @Nullable Standing standing(FeatureAddress feature) {
        return standings.get(feature);
    }

    private Map<Integer, List<Label>> given(SourceAddress source) {
        Map<Integer, List<Label>> all = Map.of();
        for (GivenLabels some : given) {
            Map<Integer, List<Label>> labels = some.of(source);
            all = labels.isEmpty() ? all : labels; // one room knows a source
        }
        return all;
    }

    private static SourceAddress source(OpenSource open) {
        return new SourceAddress(open.manifest().model(), open.manifest().source());
    }

    private static FeatureAddress address(OpenSource open, int index) {
        return FeatureAddress.of(open.manifest(), index);
    }
}
