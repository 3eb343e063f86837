package org.fragaria.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.torch.Torch;

/** Runs one text through a model once and keeps what is asked for: tensors at addresses, and logits. Safe for any thread. */
public final class Tracer {

    private final LanguageModel model;

    public Tracer(LanguageModel model) {
        this.model = model;
    }

    /**
     * What was kept, in plain arrays.
     *
     * @param at tensors by address, {@code [position · width]} float32, row-major
     * @param logits {@code [position · vocabulary]} float32, row-major; empty if not asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Trace(Map<Address, float[]> at, float[] logits) {

        /** The tensor at an address that was asked for, {@code [position · width]}. */
        public float[] tensor(Address address) {
            return Objects.requireNonNull(at.get(address), () -> address + " was not asked for");
        }
    }

    /**
     * Runs a text.
     *
     * @param ids token ids, BOS included where the model wants it
     * @param addresses where to read; after interventions at the same address
     * @param logits whether to compute logits
     * @param interventions what to change on the way; every token counts as prompt
     * @throws InvalidException if the text is empty or an address is not the model's
     * @throws TooLargeException if it is longer than the model's context
     */
    public Trace trace(int[] ids, List<Address> addresses, boolean logits, List<Intervention> interventions) {
        return trace(ids, ids.length, addresses, logits, interventions);
    }

    /**
     * Runs a text of which only the beginning is prompt, as a run that generated the rest saw it.
     *
     * @param promptLength how many of the tokens are prompt, 1..ids.length
     * @throws InvalidException as above
     * @throws TooLargeException as above
     */
    public Trace trace(
            int[] ids, int promptLength, List<Address> addresses, boolean logits, List<Intervention> interventions) {
        if (ids.length == 0) {
            throw new InvalidException("The text is empty: expected at least one token.");
        }
        if (ids.length > model.config().contextLength()) {
            throw new TooLargeException("The text has " + ids.length + " tokens; model " + model.id()
                    + " reads at most " + model.config().contextLength() + ". Shorten it.");
        }
        addresses.forEach(model.config()::require);
        interventions.forEach(i -> i.requireFits(model.config()));
        Torch.inferenceThread();
        try (NDManager manager = model.manager().newSubManager()) {
            Recorder recorder = new Recorder(edits(ids, promptLength, interventions), addresses, logits);
            NDArray normed = model.run(Step.windows(manager, new int[][] {ids}), recorder);
            return new Trace(recorder.found, logits ? model.logits(normed).toFloatArray() : new float[0]);
        }
    }

    private BatchEdits edits(int[] ids, int promptLength, List<Intervention> interventions) {
        boolean[] special = new boolean[ids.length];
        for (int t = 0; t < ids.length; t++) {
            special[t] = model.tokenizer().special(ids[t]);
        }
        return new BatchEdits(List.of(new RowContext(interventions, 0, promptLength, ids, special)));
    }

    private static final class Recorder implements Taps {
        private final Taps edits;
        private final List<Address> wanted;
        private final int lastLayer;
        private final Map<Address, float[]> found = new LinkedHashMap<>();

        Recorder(Taps edits, List<Address> wanted, boolean toTheEnd) {
            this.edits = edits;
            this.wanted = new ArrayList<>(wanted);
            lastLayer = toTheEnd || wanted.stream().anyMatch(a -> a.point() == HookPoint.FINAL_NORM)
                    ? Integer.MAX_VALUE
                    : wanted.stream().mapToInt(Address::layer).max().orElse(-1);
        }

        @Override
        public NDArray at(HookPoint point, int layer, NDArray tensor) {
            NDArray edited = edits.at(point, layer, tensor);
            Address here = new Address(point, layer);
            if (wanted.contains(here)) {
                found.put(here, edited.toFloatArray());
            }
            return edited;
        }

        @Override
        public int lastLayer() {
            return lastLayer;
        }
    }
}
