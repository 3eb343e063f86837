package org.fragaria.intervention;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.Taps;
import org.fragaria.torch.TorchOps;

/**
 * Applies the interventions of all rows of a batch during one step, each row its own. The changes are computed in Java,
 * row by row, so a row's change never depends on what else is in the batch. At an address all rows share one copy of the
 * tokens that are read out of the tensor and one addition into it; tokens that nobody touches are not copied. Used once,
 * by one thread.
 */
public final class BatchEdits implements Taps {

    /** Numbers that are copied in less time than it takes to pick some of them. */
    private static final int FEW = 1 << 17;

    private final List<RowContext> rows;
    private final List<Map<Condition, boolean[]>> holding = new ArrayList<>();
    private final Set<Address> addresses = new HashSet<>();
    private final int few;

    /** Interventions for a step, in the order of its rows. */
    public BatchEdits(List<RowContext> rows) {
        this(rows, FEW);
    }

    /** The same, picking tokens of tensors with more numbers than {@code few}, if they are less than half of them. */
    BatchEdits(List<RowContext> rows, int few) {
        this.rows = rows;
        this.few = few;
        for (RowContext row : rows) {
            holding.add(row.interventions().isEmpty() ? Map.of() : new HashMap<>());
            for (Intervention intervention : row.interventions()) {
                addresses.add(intervention.address());
                Condition condition = intervention.scope().condition();
                if (condition != null) {
                    addresses.add(condition.address());
                }
            }
        }
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
        Places reading = new Places();
        Places adding = new Places();
        List<RowEdit> edits = edits(here, width, reading, adding);
        if (edits.isEmpty()) {
            return tensor;
        }
        float[] read = reading.count == 0 ? new float[0] : read(tensor, reading, d);
        float[] delta = new float[adding.count * d];
        compute(edits, read, delta, d);
        return adding.count == 0 ? tensor : added(tensor, adding, delta, d);
    }

    /** Token places of the tensor, counted over rows: {@code row · width + token}. */
    private static final class Places {
        private long[] at = new long[16];
        private int count;

        void add(int first, int[] tokens) {
            at = java.util.Arrays.copyOf(at, Math.max(at.length, 2 * (count + tokens.length)));
            for (int token : tokens) {
                at[count++] = first + token;
            }
        }

        long[] all() {
            return java.util.Arrays.copyOf(at, count);
        }
    }

    private List<RowEdit> edits(Address here, int width, Places reading, Places adding) {
        List<RowEdit> edits = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            RowEdit edit = RowEdit.of(rows.get(r), here, holding.get(r));
            if (edit != null) {
                edits.add(edit);
                if (edit.reads()) {
                    reading.add(r * width, edit.tokens());
                }
                if (edit.writes()) {
                    adding.add(r * width, edit.tokens());
                }
            }
        }
        return edits;
    }

    private static void compute(List<RowEdit> edits, float[] read, float[] delta, int d) {
        int from = 0;
        int to = 0;
        for (RowEdit edit : edits) {
            int length = edit.tokens().length * d;
            float[] h = new float[edit.reads() ? length : 0];
            System.arraycopy(read, from, h, 0, h.length);
            edit.compute(h, delta, to, d);
            from += h.length;
            to += edit.writes() ? length : 0;
        }
    }

    /** Whether to handle the whole tensor at once, which for few numbers or many touched ones is quicker than to pick. */
    private boolean whole(NDArray tensor, Places places, int d) {
        return tensor.size() <= few || 2L * places.count >= tensor.size() / d;
    }

    private float[] read(NDArray tensor, Places places, int d) {
        if (whole(tensor, places, d)) {
            float[] all = tensor.toFloatArray();
            float[] found = new float[places.count * d];
            for (int n = 0; n < places.count; n++) {
                System.arraycopy(all, Math.toIntExact(places.at[n] * d), found, n * d, d);
            }
            return found;
        }
        try (NDArray at = tensor.getManager().create(places.all());
                NDArray flat = tensor.reshape(-1, d);
                NDArray found = TorchOps.rows(at, flat)) {
            return found.toFloatArray();
        }
    }

    private NDArray added(NDArray tensor, Places places, float[] delta, int d) {
        if (whole(tensor, places, d)) {
            float[] all = new float[Math.toIntExact(tensor.size())];
            for (int n = 0; n < places.count; n++) {
                System.arraycopy(delta, n * d, all, Math.toIntExact(places.at[n] * d), d);
            }
            try (NDArray sum = tensor.getManager().create(all, tensor.getShape())) {
                return tensor.add(sum);
            }
        }
        try (NDArray at = tensor.getManager().create(places.all());
                NDArray some = tensor.getManager().create(delta, new Shape(places.count, d))) {
            return TorchOps.addRows(tensor, at, some);
        }
    }
}
