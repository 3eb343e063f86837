package org.fragaria.map;

import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;

/**
 * Lays a graph of neighbours out on a plane as UMAP does (McInnes, Healy, Melville, arXiv:1802.03426, section 4): points
 * that are tied attract each other, randomly chosen ones repel. One thread and one seed, so that the same graph gives the
 * same bytes. Distances between clusters mean little; who is beside whom means something.
 */
final class Umap {

    /**
     * How likeness falls with distance on the plane, {@code 1 / (1 + A d^2B)}: the fit of the paper's section 4.2 for a least
     * distance of 0.1 and a spread of 1.
     */
    private static final double A = 1.5769;

    private static final double B = 0.8951;

    private static final int NEGATIVES = 5;
    private static final double STEEPEST = 4;
    /** Keeps repulsion finite at distance 0. */
    private static final double SOFT = 1e-3;

    private static final int FEW = 10_000;
    private static final int EPOCHS_OF_FEW = 500;
    private static final int EPOCHS_OF_MANY = 200;

    private final NeighbourGraph graph;
    private final int epochs;
    private final SplittableRandom random;
    private final float[] at;
    /** Epochs between two pulls on an edge: the weaker the tie, the more. */
    private final float[] every;

    private final float[] due;
    private long state;

    private Umap(NeighbourGraph graph, long seed) {
        this.graph = graph;
        epochs = graph.size() <= FEW ? EPOCHS_OF_FEW : EPOCHS_OF_MANY;
        random = new SplittableRandom(seed);
        at = SmoothStart.of(graph, random);
        every = new float[graph.weights().length];
        float strongest = 0;
        for (float weight : graph.weights()) {
            strongest = Math.max(strongest, weight);
        }
        for (int e = 0; e < every.length; e++) {
            every[e] = strongest / graph.weights()[e];
        }
        due = every.clone();
        state = random.nextLong() | 1;
    }

    /**
     * Lays a graph out.
     *
     * @param seed of the start and of all chance
     * @param progress is told the share done, 0..1
     * @return positions {@code [point · 2]}, in no particular unit
     */
    static float[] layout(NeighbourGraph graph, long seed, DoubleConsumer progress) {
        Umap umap = new Umap(graph, seed);
        for (int epoch = 0; epoch < umap.epochs; epoch++) {
            progress.accept((double) epoch / umap.epochs);
            umap.pass(epoch, 1 - (double) epoch / umap.epochs);
        }
        progress.accept(1);
        return umap.at;
    }

    private void pass(int epoch, double step) {
        for (int e = 0; e < every.length; e++) {
            if (due[e] > epoch + 1) {
                continue;
            }
            due[e] += every[e];
            int head = graph.heads()[e];
            attract(head, graph.tails()[e], step);
            for (int i = 0; i < NEGATIVES; i++) {
                int other = chance(graph.size());
                if (other != head) {
                    repel(head, other, step);
                }
            }
        }
    }

    private void attract(int head, int tail, double step) {
        double dx = at[2 * head] - at[2 * tail];
        double dy = at[2 * head + 1] - at[2 * tail + 1];
        double squared = dx * dx + dy * dy;
        if (squared == 0) {
            return;
        }
        double power = Math.pow(squared, B);
        double pull = -2 * A * B * power / squared / (1 + A * power);
        double x = step * clipped(pull * dx);
        double y = step * clipped(pull * dy);
        at[2 * head] += (float) x;
        at[2 * head + 1] += (float) y;
        at[2 * tail] -= (float) x;
        at[2 * tail + 1] -= (float) y;
    }

    private void repel(int head, int other, double step) {
        double dx = at[2 * head] - at[2 * other];
        double dy = at[2 * head + 1] - at[2 * other + 1];
        double squared = dx * dx + dy * dy;
        double push = 2 * B / ((SOFT + squared) * (1 + A * Math.pow(squared, B)));
        at[2 * head] += (float) (step * clipped(push * dx));
        at[2 * head + 1] += (float) (step * clipped(push * dy));
    }

    private static double clipped(double slope) {
        return Math.clamp(slope, -STEEPEST, STEEPEST);
    }

    /** A number below a bound, by xorshift64* (Vigna, arXiv:1402.6246): drawn a hundred million times. */
    private int chance(int bound) {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        long high = state * 0x2545F4914F6CDD1DL >>> 33;
        return (int) (high * bound >>> 31);
    }
}
