package org.fragaria.build;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

import org.fragaria.map.FeatureMap;
import org.fragaria.map.MapDraft;
import org.fragaria.measure.MeasuredFeature;

/** The last stage of a build: the map of the source's page, from the neighbours that were measured on the way. */
final class MapStage {

    /** Maps up to this many features are drawn before anybody asks how far they are. */
    private static final int SMALL = 10_000;

    private final int features;
    private final MapDraft draft;

    MapStage(int features) {
        this.features = features;
        draft = new MapDraft(features);
    }

    /** What takes measured features, and lets this stage have a look at each. */
    Consumer<MeasuredFeature> beside(Consumer<MeasuredFeature> sink) {
        return feature -> {
            sink.accept(feature);
            draft.add(feature);
        };
    }

    /** Draws the map and writes it beside the index. */
    void draw(Path index, Consumer<String> log) {
        long begin = System.nanoTime();
        FeatureMap map = draft.make(quarters(log));
        map.write(Objects.requireNonNull(index.getParent()));
        log.accept("Drew a map of %,d features in %.1f s.".formatted(map.size(), (System.nanoTime() - begin) / 1e9));
    }

    private DoubleConsumer quarters(Consumer<String> log) {
        int[] said = {0};
        return share -> {
            int quarter = (int) (4 * share);
            if (quarter > said[0] && quarter < 4 && features > SMALL) {
                said[0] = quarter;
                log.accept("Map: %d %% done.".formatted(25 * quarter));
            }
        };
    }
}
