package org.fragaria.atlas;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jboss.logging.Logger;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.map.FeatureMap;
import org.fragaria.map.MapDraft;

/**
 * The maps of the sources on the shelf: the one that was drawn when a source was made, or, for folders that are older than
 * maps, one that is drawn when somebody first asks and kept for as long as the source is open. One is drawn at a time.
 * Safe for any number of threads. Lives as long as the server.
 */
@ApplicationScoped
public class Atlas {

    private static final Logger LOG = Logger.getLogger(Atlas.class);

    /** How long a page waits for a map that is being drawn, before it says so. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final ExecutorService drawing = Executors.newSingleThreadExecutor(Thread.ofPlatform()
            .daemon()
            .name("atlas")
            .priority(Thread.MIN_PRIORITY)
            .factory());

    private final Cache<OpenSource, CompletableFuture<FeatureMap>> drawn =
            Caffeine.newBuilder().weakKeys().build();

    private final Cache<Drawn, MapDrawing> drawings =
            Caffeine.newBuilder().maximumSize(64).build();

    /** All that a drawing without names depends on. */
    private record Drawn(long opening, Colour colour, int most) {}

    @PreDestroy
    void stop() {
        drawing.shutdownNow();
    }

    /**
     * The map of a source that the caller holds.
     *
     * @return empty if it is being drawn just now, and takes longer than a page should
     */
    public Optional<FeatureMap> map(OpenSource open) {
        return open.map().or(() -> wait(drawn.get(open, this::begin)));
    }

    /** Whether the map of a source is there. Waits for nothing. */
    public boolean drawn(OpenSource open) {
        CompletableFuture<FeatureMap> coming = open.map().isPresent() ? null : drawn.getIfPresent(open);
        return open.map().isPresent() || coming != null && coming.isDone();
    }

    /**
     * The map of a source that the caller holds, as a drawing.
     *
     * @return empty as {@link #map}
     */
    public Optional<MapDrawing> drawing(OpenSource open, Wish wish) {
        return map(open).map(map -> drawings.get(
                        new Drawn(open.opening(), wish.colour(), wish.most()),
                        key -> MapDrawing.of(map, open.features(), wish.colour(), wish.most()))
                .with(map, wish.named(), wish.found()));
    }

    /**
     * What is asked of a drawing.
     *
     * @param most how many points it may hold
     * @param named features to name on it
     * @param found which features a search marks; empty if nobody searches
     */
    public record Wish(Colour colour, int most, List<MapDrawing.Named> named, Optional<IntPredicate> found) {}

    private static Optional<FeatureMap> wait(CompletableFuture<FeatureMap> coming) {
        try {
            return Optional.of(coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the map could not be drawn", e.getCause());
        }
    }

    private CompletableFuture<FeatureMap> begin(OpenSource open) {
        if (!open.lease()) {
            throw new IllegalStateException("asked for the map of a source that nobody holds");
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try (open) {
                        return draw(open);
                    }
                },
                drawing);
    }

    private static FeatureMap draw(OpenSource open) {
        long begin = System.nanoTime();
        FeatureStore features = open.features();
        MapDraft draft = new MapDraft(features.size());
        for (int index = 0; index < features.size(); index++) {
            features.feature(index).ifPresent(draft::add);
        }
        FeatureMap map = draft.make(share -> {});
        LOG.infof(
                "Drew a map of %d features of %s/%s in %.1f s",
                map.size(), open.manifest().model(), open.manifest().source(), (System.nanoTime() - begin) / 1e9);
        return map;
    }
}
