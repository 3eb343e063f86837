package org.fragaria.map;

import java.util.Arrays;

/**
 * The weighted graph of UMAP (McInnes, Healy, Melville, arXiv:1802.03426, section 3.1): each point is tied to its nearest
 * ones, with weights that fall from 1 at the nearest, at a rate that suits the density around the point; the two opinions
 * about a pair are joined as fuzzy sets. Immutable.
 *
 * @param size number of points
 * @param heads one end of each edge, {@code [edge]}
 * @param tails its other end; every pair appears once in each direction
 * @param weights how sure the tie is, 0..1
 */
record NeighbourGraph(int size, int[] heads, int[] tails, float[] weights) {

    private static final int SEARCH_STEPS = 64;
    private static final double CLOSE_ENOUGH = 1e-5;
    /** A bandwidth is at least this share of the mean distance, so that equal distances leave no division by zero. */
    private static final double LEAST_SHARE = 1e-3;

    /**
     * Ties points to their neighbours.
     *
     * @param neighbours points near each point, {@code [point][rank]}; ranks may differ, a point may have none
     * @param distances their distances, ≥ 0, of the same shape
     */
    static NeighbourGraph of(int[][] neighbours, float[][] distances) {
        Edges edges = new Edges(neighbours.length, neighbours);
        for (int point = 0; point < neighbours.length; point++) {
            edges.add(point, neighbours[point], strengths(distances[point]));
        }
        return edges.joined();
    }

    /** Weights of one point's neighbours: {@code exp(-(d - nearest) / bandwidth)}, which sum to {@code log2} of their number. */
    private static double[] strengths(float[] distances) {
        double nearest = Double.POSITIVE_INFINITY;
        double mean = 0;
        for (float distance : distances) {
            nearest = distance > 0 ? Math.min(nearest, distance) : nearest;
            mean += distance / (double) distances.length;
        }
        double from = nearest == Double.POSITIVE_INFINITY ? 0 : nearest;
        double bandwidth = Math.max(bandwidth(distances, from), LEAST_SHARE * mean);
        double[] strengths = new double[distances.length];
        for (int i = 0; i < strengths.length; i++) {
            double beyond = distances[i] - from;
            strengths[i] = beyond <= 0 || bandwidth == 0 ? 1 : Math.exp(-beyond / bandwidth);
        }
        return strengths;
    }

    /** Found by halving, as in section 4.1, algorithm 3 of the paper. */
    private static double bandwidth(float[] distances, double from) {
        double wanted = Math.log(distances.length + 1) / Math.log(2);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double middle = 1;
        for (int step = 0; step < SEARCH_STEPS; step++) {
            double sum = 0;
            for (float distance : distances) {
                sum += Math.exp(-Math.max(0, distance - from) / middle);
            }
            if (Math.abs(sum - wanted) < CLOSE_ENOUGH) {
                break;
            }
            if (sum > wanted) {
                high = middle;
                middle = (low + high) / 2;
            } else {
                low = middle;
                middle = high == Double.POSITIVE_INFINITY ? 2 * middle : (low + high) / 2;
            }
        }
        return middle;
    }

    /** Directed ties, sorted by pair so that the two opinions about it meet. */
    private static final class Edges {

        private final int size;
        /** {@code smaller << 32 | larger} of the two points. */
        private final long[] pairs;

        private final double[] weights;
        private int count;

        Edges(int size, int[][] neighbours) {
            this.size = size;
            int ties = Arrays.stream(neighbours).mapToInt(some -> some.length).sum();
            pairs = new long[ties];
            weights = new double[ties];
        }

        void add(int point, int[] others, double[] strengths) {
            for (int i = 0; i < others.length; i++) {
                if (others[i] != point) {
                    pairs[count] = pair(point, others[i]);
                    weights[count++] = strengths[i];
                }
            }
        }

        private static long pair(int a, int b) {
            return (long) Math.min(a, b) << 32 | Math.max(a, b);
        }

        /** Joins {@code a} and {@code b} to {@code a + b - ab}: a tie if the one or the other says so. */
        NeighbourGraph joined() {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Long.compare(pairs[a], pairs[b]));
            int[] heads = new int[2 * count];
            int[] tails = new int[2 * count];
            float[] joined = new float[2 * count];
            int made = 0;
            for (int i = 0; i < count; ) {
                long pair = pairs[order[i]];
                double weight = 0;
                for (; i < count && pairs[order[i]] == pair; i++) {
                    weight += weights[order[i]] * (1 - weight);
                }
                int low = (int) (pair >> 32);
                int high = (int) pair;
                heads[made] = low;
                tails[made] = high;
                joined[made++] = (float) weight;
                heads[made] = high;
                tails[made] = low;
                joined[made++] = (float) weight;
            }
            return new NeighbourGraph(
                    size, Arrays.copyOf(heads, made), Arrays.copyOf(tails, made), Arrays.copyOf(joined, made));
        }
    }
}
