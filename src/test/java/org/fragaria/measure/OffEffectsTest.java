package org.fragaria.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.measure.EffectProbe.Passage;
import org.fragaria.measure.MeasuredFeature.Effect;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;

/** What is lost without a feature, against hooks in transformers (src/test/tools/make_effect_golden.py). */
class OffEffectsTest {

    /** Nats; losses and divergences of the golden reach about 1. */
    private static final double TOLERANCE = 2e-5;

    private static final Address ADDRESS = Address.parse("resid_post.0");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny", "gpt2-tiny"})
    void aBatchGivesWhatHooksGiveOneByOne(String name) throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(Path.of("src/test/resources/measure/effects-" + name + ".json")
                        .toFile());
        try (LanguageModel model = LanguageModel.open(Path.of("src/test/resources/model", name), Precision.EXACT);
                Dictionary dictionary = dictionary(model, name)) {
            OffEffects probe = new OffEffects(model, dictionary, ADDRESS, false);
            List<Passage> whole = new ArrayList<>();
            List<Passage> parts = new ArrayList<>();
            for (JsonNode one : golden) {
                int[] window = new ObjectMapper().convertValue(one.path("window"), int[].class);
                whole.add(new Passage(one.path("feature").asInt(), window, 0, window.length));
                parts.add(new Passage(one.path("feature").asInt(), window, 3 + parts.size() % 4, 15));
            }

            assertThat(probe.batch(whole.getFirst().window().length)).isGreaterThanOrEqualTo(whole.size());
            double worst = Math.max(worst(golden, whole, probe.of(whole)), worst(golden, parts, probe.of(parts)));
            System.out.printf("%s: %d passages, at most %.1e nats apart%n", name, whole.size(), worst);
            assertThat(worst).isLessThan(TOLERANCE);
        }
    }

    private static double worst(JsonNode golden, List<Passage> passages, List<Effect> found) {
        double worst = 0;
        for (int p = 0; p < passages.size(); p++) {
            Passage passage = passages.get(p);
            Effect effect = found.get(p);
            assertThat(effect.loss()).hasSize(passage.to() - passage.from());
            for (int t = passage.from(); t < passage.to(); t++) {
                double loss = t == 0 ? 0 : golden.get(p).path("loss").get(t - 1).asDouble();
                double kl = t == 0 ? 0 : golden.get(p).path("kl").get(t - 1).asDouble();
                worst = Math.max(worst, Math.abs(effect.loss()[t - passage.from()] - loss));
                worst = Math.max(worst, Math.abs(effect.divergence()[t - passage.from()] - kl));
            }
        }
        return worst;
    }

    private Dictionary dictionary(LanguageModel model, String name) {
        try (Weights golden = Weights.open(Path.of("src/test/resources/intervention", name + ".safetensors"))) {
            int dSae = golden.floats("b_enc").length;
            DictionaryConfig config = new DictionaryConfig(
                    Architecture.STANDARD,
                    model.config().dModel(),
                    dSae,
                    true,
                    Normalization.NONE,
                    0,
                    false,
                    false,
                    ADDRESS.transformerLens(),
                    Optional.empty(),
                    true,
                    OptionalInt.empty(),
                    Map.of());
            DictionaryWriter writer = new DictionaryWriter(config);
            for (String tensor : List.of("W_enc", "W_dec", "b_enc", "b_dec")) {
                writer.tensor(tensor, golden.floats(tensor));
            }
            writer.write(folder);
        }
        return Dictionary.open(folder);
    }
}
