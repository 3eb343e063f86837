package org.fragaria.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.Heard;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same request alone and among 31 random others, which come and go at other times and with other prompts: the same
 * text, and nearly the same probabilities. The default mean of a run is 512 requests each on a GPT-2 and on a Llama.
 */
class InvarianceTest {

    private static final int CROWD = 32;

    private final SplittableRandom random;
    private final long seed;

    InvarianceTest() {
        seed = Long.getLong("seed", System.nanoTime());
        random = new SplittableRandom(seed);
    }

    @ParameterizedTest
    @CsvSource({"gpt2-tiny, 16, 64", "llama-tiny, 16, 64", "llama-tiny, 3, 7"})
    void aRequestWritesTheSameAloneAndAmongOthers(String name, int rounds, int chunk) {
        System.out.println(
                "aRequestWritesTheSameAloneAndAmongOthers: " + name + ", chunk " + chunk + ": -Dseed=" + seed);
        int same = 0;
        int tokens = 0;
        float worst = 0;
        try (LanguageModel model =
                        LanguageModel.open(Path.of("src/test/resources/model").resolve(name), Precision.EXACT);
                Engine alone = new Engine(model);
                Engine crowded = new Engine(model, Limits.ofDevice().withChunk(chunk))) {
            for (int round = 0; round < rounds; round++) {
                List<GenerationRequest> requests = requests(model);
                List<Heard> crowd =
                        requests.stream().map(r -> Heard.start(crowded, r)).toList();
                for (int i = 0; i < CROWD; i++) {
                    Heard one = Heard.start(alone, requests.get(i));
                    for (int v = 0; v < requests.get(i).variants().size(); v++) {
                        assertThat(crowd.get(i).ids(v))
                                .as("seed %d, round %d, request %d, variant %d", seed, round, i, v)
                                .isEqualTo(one.ids(v));
                        for (int t = 0; t < one.scores(v).size(); t++) {
                            float difference = Math.abs(one.scores(v).get(t)
                                    - crowd.get(i).scores(v).get(t));
                            worst = Math.max(worst, difference);
                            same += difference == 0 ? 1 : 0;
                            tokens++;
                        }
                    }
                }
            }
        }
        System.out.printf(
                "%s: %d requests, %d tokens, %d of them with the same probability in every bit, worst %.1e%n",
                name, rounds * CROWD, tokens, same, worst);
        assertThat(worst).isLessThan(2e-5f);
    }

    private List<GenerationRequest> requests(LanguageModel model) {
        List<GenerationRequest> requests = new ArrayList<>();
        int[] shared = prompt(model, 30);
        for (int i = 0; i < CROWD; i++) {
            int[] prompt = prompt(model, 1 + random.nextInt(60));
            if (random.nextInt(4) == 0) {
                int common = Math.min(prompt.length, shared.length);
                System.arraycopy(shared, 0, prompt, 0, common);
            }
            List<Intervention> changes = changes(model);
            Sampling sampling = random.nextInt(3) > 0
                    ? Sampling.GREEDY
                    : new Sampling(0.8, random.nextInt(100), random.nextInt(40), 0.9, 0.5, 0.25);
            List<Variant> variants = new ArrayList<>(List.of(Variant.of(changes, sampling)));
            if (random.nextBoolean()) {
                variants.add(Variant.of(List.of(), sampling));
            }
            if (random.nextInt(3) == 0) {
                variants.add(Variant.following(0, List.of()));
            }
            requests.add(new GenerationRequest(
                    prompt, variants, 1 + random.nextInt(12), false, List.of(), random.nextInt(3), "c" + i % 5));
        }
        return requests;
    }

    private int[] prompt(LanguageModel model, int length) {
        return random.ints(length, 1, model.config().vocabulary()).toArray();
    }

    private List<Intervention> changes(LanguageModel model) {
        List<Intervention> changes = new ArrayList<>();
        int count = random.nextInt(3);
        for (int c = 0; c < count; c++) {
            Address address = new Address(
                    HookPoint.RESID_POST, random.nextInt(model.config().layers()));
            float[] direction = new float[model.config().dModel()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextDouble(-1, 1);
            }
            Positions positions = Positions.values()[random.nextInt(Positions.values().length)];
            Method method = random.nextBoolean() ? Method.ADD : Method.CLAMP;
            changes.add(Intervention.onVector(address, direction, method, random.nextInt(-3, 4), positions));
        }
        return changes;
    }
}
