package org.fragaria.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.torch.TorchOps;

/**
 * Chooses the next token of each row. In this order: penalties are subtracted from the logits, the rest is divided by the
 * temperature, the likeliest {@code topK} tokens stay, of these the likeliest that together reach {@code topP} stay, and the
 * lot of the row's seed and position falls on one of them. At temperature 0 the likeliest token after the penalties is
 * taken. Rows that take the likeliest token cost no copy of the logits.
 */
final class Sampler {

    private Sampler() {}

    /**
     * The tokens of a step; a row that follows gets its leader's.
     *
     * @param rows in the order of the logits
     * @param logits {@code [row, vocabulary]}
     * @param leaders of each row the number of the row whose token it gets: its own, or its leader's
     */
    static int[] choose(List<Row> rows, NDArray logits, int[] leaders) {
        NDArray adjusted = penalised(rows, logits);
        long[] likeliest = TorchOps.likeliest(adjusted).toLongArray();
        int[] chosen = new int[rows.size()];
        for (int r = 0; r < chosen.length; r++) {
            chosen[r] = (int) likeliest[r];
        }
        draw(rows, adjusted, chosen);
        int[] all = new int[chosen.length];
        Arrays.setAll(all, r -> chosen[leaders[r]]);
        return all;
    }

    /** The logits less the penalties of what each row wrote already. */
    private static NDArray penalised(List<Row> rows, NDArray logits) {
        boolean any = rows.stream()
                .anyMatch(row ->
                        row.asked().sampling().penalises() && !row.written().isEmpty());
        if (!any) {
            return logits;
        }
        int vocabulary = (int) logits.getShape().get(1);
        float[] penalties = new float[rows.size() * vocabulary];
        for (int r = 0; r < rows.size(); r++) {
            Sampling sampling = rows.get(r).asked().sampling();
            int row = r * vocabulary;
            rows.get(r).written().forEach((id, times) -> penalties[row + id] = (float) sampling.penalty(times));
        }
        return logits.sub(logits.getManager().create(penalties, logits.getShape()));
    }

    /** Draws the tokens of the rows that leave it to chance. */
    private static void draw(List<Row> rows, NDArray logits, int[] chosen) {
        List<Integer> chance = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            Variant asked = rows.get(r).asked();
            if (asked.leads() && !asked.sampling().greedy()) {
                chance.add(r);
            }
        }
        if (chance.isEmpty()) {
            return;
        }
        int vocabulary = (int) logits.getShape().get(1);
        float[] probabilities = probabilities(rows, logits, chance);
        for (int i = 0; i < chance.size(); i++) {
            Row row = rows.get(chance.get(i));
            Sampling sampling = row.asked().sampling();
            float[] own = Arrays.copyOfRange(probabilities, i * vocabulary, (i + 1) * vocabulary);
            double mass = Nucleus.keep(own, sampling.topK(), sampling.topP());
            chosen[chance.get(i)] = Sampling.pick(own, mass * sampling.lot(row.lot()));
        }
    }

    /** Probabilities of some rows at their temperatures, {@code [row · vocabulary]}. */
    private static float[] probabilities(List<Row> rows, NDArray logits, List<Integer> chance) {
        NDManager manager = logits.getManager();
        long[] numbers = chance.stream().mapToLong(Integer::longValue).toArray();
        float[] temperatures = new float[numbers.length];
        for (int i = 0; i < temperatures.length; i++) {
            temperatures[i] = (float) rows.get(chance.get(i)).asked().sampling().temperature();
        }
        NDArray some = numbers.length == rows.size() ? logits : TorchOps.rows(manager.create(numbers), logits);
        return some.div(manager.create(temperatures).expandDims(1)).softmax(1).toFloatArray();
    }
}
