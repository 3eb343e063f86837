package org.fragaria.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.Heard;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;

class SamplerTest {

    /** Every token of many sampled texts is the one that a slow and obvious reference draws from uncached logits. */
    @Test
    void everyTokenIsTheOneThatTheReferenceDraws() {
        long seed = Long.getLong("seed", 20261);
        System.out.println("everyTokenIsTheOneThatTheReferenceDraws: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (LanguageModel model = LanguageModel.open(Path.of("src/test/resources/model/gpt2-tiny"), Precision.EXACT);
                Engine engine = new Engine(model)) {
            for (int i = 0; i < 60; i++) {
                int[] prompt = random.ints(
                                1 + random.nextInt(9), 1, model.config().vocabulary())
                        .toArray();
                Sampling sampling = new Sampling(
                        random.nextInt(4) == 0 ? 0 : random.nextDouble(0.2, 2),
                        random.nextLong(),
                        random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(400),
                        random.nextInt(3) == 0 ? 1 : random.nextDouble(0.05, 1),
                        random.nextInt(2) == 0 ? 0 : random.nextDouble(-2, 2),
                        random.nextInt(2) == 0 ? 0 : random.nextDouble(-2, 2));
                List<Integer> written = Heard.start(
                                engine, new GenerationRequest(prompt, List.of(List.of()), sampling, 12, false))
                        .ids(0);
                assertThat(written).as("%s", sampling).isEqualTo(reference(model, prompt, sampling, 12));
            }
        }
    }

    private static List<Integer> reference(LanguageModel model, int[] prompt, Sampling sampling, int tokens) {
        List<Integer> written = new ArrayList<>();
        int[] ids = prompt;
        for (int n = 0; n < tokens; n++) {
            float[] logits =
                    new Tracer(model).trace(ids, List.of(), true, List.of()).logits();
            int vocabulary = model.config().vocabulary();
            double[] last = new double[vocabulary];
            for (int id = 0; id < vocabulary; id++) {
                last[id] = logits[(ids.length - 1) * vocabulary + id];
            }
            int next = draw(last, written, sampling, ids.length);
            written.add(next);
            ids = java.util.Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = next;
        }
        return written;
    }

    private static int draw(double[] logits, List<Integer> written, Sampling sampling, int position) {
        Map<Integer, Integer> counts = new HashMap<>();
        written.forEach(id -> counts.merge(id, 1, Integer::sum));
        counts.forEach((id, n) -> logits[id] -= n * sampling.frequencyPenalty() + sampling.presencePenalty());
        List<Integer> ranked = new ArrayList<>();
        for (int id = 0; id < logits.length; id++) {
            ranked.add(id);
        }
        ranked.sort(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id));
        if (sampling.temperature() == 0) {
            return ranked.getFirst();
        }
        List<Integer> kept =
                sampling.topK() == 0 ? ranked : ranked.subList(0, Math.min(sampling.topK(), ranked.size()));
        double most = logits[ranked.getFirst()];
        Map<Integer, Double> weights = new HashMap<>();
        kept.forEach(id -> weights.put(id, Math.exp((logits[id] - most) / sampling.temperature())));
        double all = kept.stream().mapToDouble(weights::get).sum();
        List<Integer> nucleus = new ArrayList<>();
        double sum = 0;
        for (int id : kept) {
            if (sampling.topP() < 1 && sum >= sampling.topP() * all) {
                break;
            }
            nucleus.add(id);
            sum += weights.get(id);
        }
        nucleus.sort(Comparator.naturalOrder());
        double left = sampling.lot(position) * sum;
        for (int id : nucleus) {
            left -= weights.get(id);
            if (left < 0) {
                return id;
            }
        }
        return nucleus.getLast();
    }

    @Test
    void ofEquallyLikelyTokensThoseOfSmallerIdStay() {
        float[] probabilities = {0.2f, 0.2f, 0.2f, 0.2f, 0.2f};
        assertThat(Nucleus.keep(probabilities, 2, 1)).isCloseTo(0.4, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(probabilities).containsExactly(0.2f, 0.2f, 0, 0, 0);
    }

    @Test
    void theLikeliestTokenAlwaysStays() {
        float[] probabilities = {0.1f, 0.9f};
        Nucleus.keep(probabilities, 0, 1e-9);
        assertThat(probabilities).containsExactly(0, 0.9f);
    }
}
