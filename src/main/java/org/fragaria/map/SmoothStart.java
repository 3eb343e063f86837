package org.fragaria.map;

import java.util.SplittableRandom;

/**
 * Where points begin before they are moved: along the slowest changing functions on the graph, so that what is tied begins
 * near each other (the spectral layout of UMAP's section 4.2, found by repeated smoothing). Points that nothing ties
 * together begin apart, since every part of the graph has a random value of its own. The same for the same seed.
 */
final class SmoothStart {

    private static final int ROUNDS = 120;
    private static final float SPAN = 10;
    /** Points that would coincide are told apart by this much. */
    private static final double JITTER = 1e-3;

    private final NeighbourGraph graph;
    private final double[] roots;

    private SmoothStart(NeighbourGraph graph) {
        this.graph = graph;
        roots = new double[graph.size()];
        for (int e = 0; e < graph.heads().length; e++) {
            roots[graph.heads()[e]] += graph.weights()[e];
        }
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(roots[i]);
        }
    }

    /** Positions {@code [point · 2]} within ±10. */
    static float[] of(NeighbourGraph graph, SplittableRandom random) {
        SmoothStart start = new SmoothStart(graph);
        double[] x = random.doubles(graph.size(), -1, 1).toArray();
        double[] y = random.doubles(graph.size(), -1, 1).toArray();
        for (int round = 0; round < ROUNDS; round++) {
            x = start.smoothed(x);
            y = start.smoothed(y);
            remove(start.roots, x);
            remove(start.roots, y);
            remove(x, y);
        }
        float[] positions = new float[2 * graph.size()];
        place(start.spread(x), positions, 0, random);
        place(start.spread(y), positions, 1, random);
        return positions;
    }

    /** {@code (v + D^-1/2 W D^-1/2 v) / 2}, which keeps slow changes and dampens fast ones; scaled to length 1. */
    private double[] smoothed(double[] values) {
        double[] next = new double[values.length];
        for (int e = 0; e < graph.heads().length; e++) {
            int head = graph.heads()[e];
            int tail = graph.tails()[e];
            next[head] += graph.weights()[e] * values[tail] / (roots[head] * roots[tail]);
        }
        double squares = 0;
        for (int i = 0; i < next.length; i++) {
            next[i] = (next[i] + values[i]) / 2;
            squares += next[i] * next[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; norm > 0 && i < next.length; i++) {
            next[i] /= norm;
        }
        return next;
    }

    /** Takes out what a vector has of a direction. */
    private static void remove(double[] direction, double[] from) {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < from.length; i++) {
            product += direction[i] * from[i];
            squares += direction[i] * direction[i];
        }
        for (int i = 0; squares > 0 && i < from.length; i++) {
            from[i] -= product / squares * direction[i];
        }
    }

    /** From the eigenvector of the normalised graph to that of the random walk, which is level within a cluster. */
    private double[] spread(double[] vector) {
        double[] values = new double[vector.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = roots[i] > 0 ? vector[i] / roots[i] : 0;
        }
        return values;
    }

    private static void place(double[] values, float[] positions, int axis, SplittableRandom random) {
        double most = 0;
        for (double value : values) {
            most = Math.max(most, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            double scaled = most == 0 ? 0 : SPAN * values[i] / most;
            positions[2 * i + axis] = (float) (scaled + random.nextDouble(-JITTER, JITTER));
        }
    }
}
