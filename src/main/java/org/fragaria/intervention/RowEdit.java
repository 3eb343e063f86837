package org.fragaria.intervention;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.Address;

/**
 * What happens to one row at one address in one step: which of its tokens are looked at, and what is added to them. The
 * changes are computed from the tensor as it arrives, so their order does not matter. Owned by one thread.
 */
final class RowEdit {

    private final RowContext row;
    private final Address here;
    private final List<Intervention> changes;
    private final List<Condition> conditions;
    private final Map<Condition, boolean[]> holding;
    private final int[] tokens;

    /**
     * Looks at a row.
     *
     * @param changes its interventions at this address
     * @param conditions those of its conditions that are read here
     * @param holding by condition, whether it holds at each token of the step; told by this and earlier addresses
     */
    private RowEdit(
            RowContext row,
            Address here,
            List<Intervention> changes,
            List<Condition> conditions,
            Map<Condition, boolean[]> holding) {
        this.row = row;
        this.here = here;
        this.changes = changes;
        this.conditions = conditions;
        this.holding = holding;
        boolean[] wanted = new boolean[row.tokens()];
        for (Intervention intervention : row.interventions()) {
            Condition condition = intervention.scope().condition();
            if (intervention.address().equals(here) || condition != null && conditions.contains(condition)) {
                for (int t = 0; t < wanted.length; t++) {
                    wanted[t] |= row.touches(intervention, t);
                }
            }
        }
        int[] found = new int[wanted.length];
        int n = 0;
        for (int t = 0; t < wanted.length; t++) {
            if (wanted[t]) {
                found[n++] = t;
            }
        }
        tokens = Arrays.copyOf(found, n);
    }

    /** What happens to a row at an address; null if nothing does. */
    static @Nullable RowEdit of(RowContext row, Address here, Map<Condition, boolean[]> holding) {
        List<Intervention> changes = row.interventions().stream()
                .filter(i -> i.address().equals(here))
                .toList();
        List<Condition> conditions = row.interventions().stream()
                .map(i -> i.scope().condition())
                .filter(Objects::nonNull)
                .filter(c -> c.address().equals(here))
                .distinct()
                .toList();
        if (changes.isEmpty() && conditions.isEmpty()) {
            return null;
        }
        RowEdit edit = new RowEdit(row, here, changes, conditions, holding);
        return edit.tokens.length == 0 ? null : edit;
    }

    /** Those of the row's tokens in this step that are looked at, rising. */
    int[] tokens() {
        return tokens;
    }

    /** Whether the tensor must be read there. */
    boolean reads() {
        return !conditions.isEmpty() || row.moved() != null || changes.stream().anyMatch(Intervention::needsTensor);
    }

    /** Whether something is added there. */
    boolean writes() {
        return !changes.isEmpty();
    }

    /**
     * Computes what is added.
     *
     * @param h the tensor at {@link #tokens}, {@code [n · d]}; empty unless it {@link #reads}
     * @param delta filled with what is added, {@code [n · d]} from {@code offset}
     * @param d width of the tensor
     */
    void compute(float[] h, float[] delta, int offset, int d) {
        for (Condition condition : conditions) {
            holding.put(condition, holds(condition, h));
        }
        boolean[] touched = new boolean[tokens.length];
        for (Intervention intervention : changes) {
            float[] coefficients = coefficients(intervention, h);
            for (int n = 0; n < tokens.length; n++) {
                if (applies(intervention, tokens[n])) {
                    touched[n] = true;
                    addTo(delta, offset + n * d, coefficients[n], intervention.direction());
                }
            }
        }
        Moved moved = row.moved();
        for (int n = 0; moved != null && n < tokens.length; n++) {
            double length = touched[n] ? norm(h, n * d, d) : 0;
            if (length > 0) {
                moved.add(here, norm(delta, offset + n * d, d) / length);
            }
        }
    }

    private boolean[] holds(Condition condition, float[] h) {
        float[] found = condition.readout().activations(h, tokens.length);
        boolean[] holds = new boolean[row.tokens()];
        for (int n = 0; n < tokens.length; n++) {
            holds[tokens[n]] = found[n] > condition.above();
        }
        return holds;
    }

    private boolean applies(Intervention intervention, int token) {
        if (!row.touches(intervention, token)) {
            return false;
        }
        Condition condition = intervention.scope().condition();
        return condition == null
                || Objects.requireNonNull(
                        holding.get(condition), () -> "The pass has not come to " + condition.address() + " yet")[
                        token];
    }

    private float[] coefficients(Intervention intervention, float[] h) {
        int n = tokens.length;
        Readout readout = intervention.readout();
        float[] found = readout != null && intervention.method().reads() ? readout.activations(h, n) : new float[n];
        for (int t = 0; t < n; t++) {
            found[t] = intervention.coefficient(found[t]);
        }
        if (readout != null && readout.rescales()) {
            float[] scales = readout.scales(h, n);
            for (int t = 0; t < n; t++) {
                found[t] *= scales[t];
            }
        }
        return found;
    }

    private static void addTo(float[] delta, int offset, float coefficient, float[] direction) {
        for (int i = 0; i < direction.length; i++) {
            delta[offset + i] += coefficient * direction[i];
        }
    }

    private static double norm(float[] values, int from, int d) {
        double square = 0;
        for (int i = from; i < from + d; i++) {
            square += (double) values[i] * values[i];
        }
        return Math.sqrt(square);
    }
}
