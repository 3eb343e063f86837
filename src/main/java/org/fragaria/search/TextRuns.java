package org.fragaria.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.OpenSource;
import org.fragaria.live.LiveModels;
import org.fragaria.live.SharedReading;
import org.fragaria.live.SharedReading.Firing;
import org.fragaria.measure.SourceManifest;

/**
 * Texts that models have read a moment ago, so that sorting, choosing tokens and turning pages run no model. One pass
 * serves all sources of a model. Bounded by {@link SearchConfig#textCache}; safe for any number of threads; a text that two
 * ask for at once is read once.
 */
@ApplicationScoped
class TextRuns {

    /** Room that a feature of a run takes: its row with a histogram of 50 counts and five tokens. */
    private static final int ROW_BYTES = 800;

    private final LiveModels models;
    private final Cache<Key, Run> runs;

    TextRuns(LiveModels models, SearchConfig config) {
        this.models = models;
        runs = Caffeine.newBuilder()
                .maximumWeight(config.textCache().asLongValue())
                .weigher((Key key, Run run) -> run.weight())
                .expireAfterAccess(10, TimeUnit.MINUTES)
                .executor(Runnable::run)
                .build();
    }

    /** A text and the openings of the sources that are to read it: a replaced source is another one. */
    private record Key(String text, List<Long> openings) {}

    /**
     * What one model's sources do on a text.
     *
     * @param fired per source id, the features that fire, with their rows
     */
    record Run(SharedReading reading, Map<String, List<Fired>> fired) {

        int weight() {
            long bytes = 1_000;
            for (List<Fired> features : fired.values()) {
                for (Fired one : features) {
                    bytes += ROW_BYTES + 8L * one.firing().positions().length;
                }
            }
            return (int) Math.min(Integer.MAX_VALUE, bytes);
        }
    }

    /** A feature that fires on the text. */
    record Fired(Row row, Firing firing) {}

    /**
     * The text as the sources of one model read it.
     *
     * @param sources open sources of one model
     */
    Run of(String text, List<OpenSource> sources) {
        Key key = new Key(text, sources.stream().map(OpenSource::opening).toList());
        return runs.get(key, missing -> run(text, sources));
    }

    private Run run(String text, List<OpenSource> sources) {
        List<SourceManifest> manifests =
                sources.stream().map(OpenSource::manifest).toList();
        SharedReading reading = models.read("q", text, manifests);
        Map<String, OpenSource> byName = new HashMap<>();
        sources.forEach(open -> byName.put(open.manifest().source(), open));
        Map<String, List<Fired>> fired = new LinkedHashMap<>();
        reading.firing().forEach((source, firing) -> {
            List<Fired> rows = new ArrayList<>(firing.size());
            OpenSource open = byName.get(source);
            for (Firing one : firing) {
                if (open != null) {
                    open.features().row(one.feature()).ifPresent(row -> rows.add(new Fired(row, one)));
                }
            }
            fired.put(source, rows);
        });
        return new Run(reading, fired);
    }
}
