package org.fragaria.map;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Neighbour;

/**
 * Collects the neighbours that were measured, and makes a map of them. Works from the index alone, so a map can be made of
 * a source whose model and dictionary are elsewhere. Features may come in any order, from one thread.
 */
public final class MapDraft {

    /** Of all maps: the same source gives the same map. */
    private static final long SEED = 16;

    private static final int[] NO_NEIGHBOURS = {};
    private static final float[] NO_DISTANCES = {};

    private final int[][] neighbours;
    private final float[][] distances;
    private final boolean[] live;

    /** @param size number of features of the source, dead ones included */
    public MapDraft(int size) {
        neighbours = new int[size][];
        distances = new float[size][];
        Arrays.fill(neighbours, NO_NEIGHBOURS);
        Arrays.fill(distances, NO_DISTANCES);
        live = new boolean[size];
    }

    /** Takes down a feature's neighbours. */
    public void add(MeasuredFeature feature) {
        add(feature.index(), feature.firing().activeTokens() > 0, feature.neighbours());
    }

    /**
     * Takes down a feature's neighbours.
     *
     * @param live whether it fired; dead ones tie others together, but get no place
     */
    public void add(int feature, boolean live, List<Neighbour> near) {
        this.live[feature] = live;
        List<Neighbour> known =
                near.stream().filter(one -> one.feature() < neighbours.length).toList();
        neighbours[feature] = new int[known.size()];
        distances[feature] = new float[known.size()];
        for (int i = 0; i < known.size(); i++) {
            neighbours[feature][i] = known.get(i).feature();
            distances[feature][i] = Math.max(0, 1 - known.get(i).cosine());
        }
    }

    /**
     * Makes the map.
     *
     * @param progress is told the share done, 0..1
     */
    public FeatureMap make(DoubleConsumer progress) {
        if (neighbours.length == 0) {
            return FeatureMap.of(new int[0], new float[0]);
        }
        float[] positions = Umap.layout(NeighbourGraph.of(neighbours, distances), SEED, progress);
        int[] features = new int[live.length];
        float[] places = new float[positions.length];
        int placed = 0;
        for (int feature = 0; feature < live.length; feature++) {
            if (live[feature]) {
                places[2 * placed] = positions[2 * feature];
                places[2 * placed + 1] = positions[2 * feature + 1];
                features[placed++] = feature;
            }
        }
        return FeatureMap.of(Arrays.copyOf(features, placed), Arrays.copyOf(places, 2 * placed));
    }
}
