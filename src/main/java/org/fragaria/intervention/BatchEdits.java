package org.fragaria.intervention;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import ai.djl.ndarray.NDArray;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.Taps;

/**
 * Applies the interventions of all rows of a batch during one step, each row its own. The changes are computed in Java,
 * row by row, from copies of the tensor: a row's change never depends on what else is in the batch. Used once, by one
 * thread.
 */
public final class BatchEdits implements Taps {

    private final List<RowContext> rows;
    private final Set<Address> addresses = new HashSet<>();

    /** Interventions for a step, in the order of its rows. */
    public BatchEdits(List<RowContext> rows) {
        this.rows = rows;
        rows.forEach(row -> row.interventions().forEach(i -> addresses.add(i.address())));
    }

    @Override
    public NDArray at(HookPoint point, int layer, NDArray tensor) {
        if (addresses.isEmpty()) {
            return tensor;
        }
        Address here = new Address(point, layer);
        if (!addresses.contains(here)) {
            return tensor;
        }
        int width = (int) tensor.getShape().get(1);
        int d = (int) tensor.getShape().get(2);
        float[] delta = new float[rows.size() * width * d];
        boolean any = false;
        for (int r = 0; r < rows.size(); r++) {
            any |= rowDelta(here, r, tensor, delta, width, d);
        }
        return any ? tensor.add(tensor.getManager().create(delta, tensor.getShape())) : tensor;
    }

    private boolean rowDelta(Address here, int r, NDArray tensor, float[] delta, int width, int d) {
        RowContext row = rows.get(r);
        boolean any = false;
        float[] h = null;
        for (Intervention intervention : row.interventions()) {
            if (!intervention.address().equals(here)) {
                continue;
            }
            float[] coefficients = new float[row.tokens()];
            Readout readout = intervention.readout();
            if (readout == null) {
                Arrays.fill(coefficients, intervention.strength());
            } else {
                h = h == null ? rowOf(tensor, r, row.tokens(), d) : h;
                coefficients = coefficients(intervention, readout, h, row.tokens());
            }
            any |= add(intervention, row, coefficients, delta, r * width * d, d);
        }
        return any;
    }

    private static float[] coefficients(Intervention intervention, Readout readout, float[] h, int n) {
        float[] coefficients = intervention.method().reads() ? readout.activations(h, n) : new float[n];
        float[] scales = readout.scales(h, n);
        for (int t = 0; t < n; t++) {
            coefficients[t] = intervention.coefficient(coefficients[t]) * scales[t];
        }
        return coefficients;
    }

    private static boolean add(
            Intervention intervention, RowContext row, float[] coefficients, float[] delta, int offset, int d) {
        boolean any = false;
        float[] direction = intervention.direction();
        for (int t = 0; t < row.tokens(); t++) {
            if (!row.touches(intervention, t) || coefficients[t] == 0) {
                continue;
            }
            for (int i = 0; i < d; i++) {
                delta[offset + t * d + i] += coefficients[t] * direction[i];
            }
            any = true;
        }
        return any;
    }

    private static float[] rowOf(NDArray tensor, int r, int tokens, int d) {
        try (NDArray row = tensor.get(r)) {
            return Arrays.copyOf(row.toFloatArray(), tokens * d);
        }
    }
}
