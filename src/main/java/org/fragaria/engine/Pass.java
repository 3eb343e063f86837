package org.fragaria.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.BatchEdits;
import org.fragaria.intervention.RowContext;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;

/**
 * Forward passes over several rows in neighbouring slots of a cache. If a pass fails it is repeated row by row, which
 * writes the same keys and values again: a row that fails by itself is left out, and the others go on as if it had never
 * been there.
 */
final class Pass {

    private final LanguageModel model;
    private final Lanes lanes;
    private final UnaryOperator<NDArray> head;

    /**
     * Passes of a model.
     *
     * @param head what is made of the final norm's output in each lane: from {@code [row, position, dModel]} to {@code
     *     [row, ..]}
     */
    Pass(LanguageModel model, Lanes lanes, UnaryOperator<NDArray> head) {
        this.model = model;
        this.lanes = lanes;
        this.head = head;
    }

    /**
     * What a row reads.
     *
     * @param tokens its next tokens
     * @param context what changes them; its start is the position of the first one
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Piece(int[] tokens, RowContext context) {}

    /**
     * What came of a pass.
     *
     * @param result what the head made, {@code [row, ..]}, of the rows that did not fail, in their order; null if none is
     *     left, or if rows of several tokens had to be read one by one
     * @param failures what broke a row, by its number
     */
    record Outcome(@Nullable NDArray result, Map<Integer, RuntimeException> failures) {}

    /**
     * Reads.
     *
     * @param manager owns the output
     * @param cache with room for all pieces padded to the longest
     * @param slot of the first piece; the others follow
     */
    Outcome run(NDManager manager, List<Piece> pieces, KvCache cache, int slot) {
        try {
            int longest =
                    pieces.stream().mapToInt(piece -> piece.tokens.length).max().orElse(0);
            NDArray result = lanes.run(
                    manager,
                    pieces.size(),
                    longest,
                    (own, from, to) -> forward(own, pieces.subList(from, to), cache, slot + from));
            return new Outcome(result, Map.of());
        } catch (RuntimeException | LinkageError failure) {
            return oneByOne(manager, pieces, cache, slot);
        }
    }

    private Outcome oneByOne(NDManager manager, List<Piece> pieces, KvCache cache, int slot) {
        Map<Integer, RuntimeException> failures = new TreeMap<>();
        List<NDArray> results = new ArrayList<>();
        for (int p = 0; p < pieces.size(); p++) {
            try {
                results.add(forward(manager, List.of(pieces.get(p)), cache, slot + p));
            } catch (RuntimeException e) {
                failures.put(p, e);
            } catch (LinkageError e) {
                failures.put(p, new IllegalStateException("The model failed", e));
            }
        }
        boolean even = pieces.stream().allMatch(piece -> piece.tokens.length == 1);
        NDArray all = even && !results.isEmpty() ? NDArrays.concat(new NDList(results), 0) : null;
        return new Outcome(all, failures);
    }

    private NDArray forward(NDManager manager, List<Piece> pieces, KvCache cache, int slot) {
        int[][] tokens = pieces.stream().map(Piece::tokens).toArray(int[][]::new);
        int[] starts = pieces.stream().mapToInt(piece -> piece.context.start()).toArray();
        BatchEdits edits = new BatchEdits(pieces.stream().map(Piece::context).toList());
        return head.apply(model.run(Step.cached(manager, tokens, starts, cache, slot), edits));
    }
}
