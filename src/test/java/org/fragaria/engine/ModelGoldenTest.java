package org.fragaria.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.Difference;
import org.fragaria.testsupport.Generated;
import org.fragaria.torch.Precision;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;

/** Small random models against transformers (src/test/tools/make_model_goldens.py). */
class ModelGoldenTest {

    private static final double TOLERANCE = 1e-4;

    private static Path folder(String name) {
        return Path.of("src/test/resources/model", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-tiny", "llama-tiny"})
    void logitsAndEveryHookPointEqualTransformers(String name) throws IOException {
        try (LanguageModel model = LanguageModel.open(folder(name), Precision.EXACT);
                Weights golden = Weights.open(folder(name).resolve("golden.safetensors"))) {
            JsonNode prompts = report(name).path("prompts");
            double worstLogit = 0;
            double worstHook = 0;
            List<Address> all = addresses(model);
            for (int p = 0; p < prompts.size(); p++) {
                int[] ids = ids(prompts.get(p).path("ids"));
                assertThat(model.tokenizer()
                                .encode(prompts.get(p).path("prompt").asText()))
                        .isEqualTo(ids);
                Tracer.Trace trace = new Tracer(model).trace(ids, all, true, List.of());
                worstLogit = Math.max(
                        worstLogit, Difference.inDeviations(trace.logits(), golden.floats("p" + p + ".logits")));
                for (Address address : all) {
                    float[] expected = golden.floats("p" + p + "." + address);
                    worstHook =
                            Math.max(worstHook, Difference.relative(trace.at().get(address), expected));
                }
            }
            System.out.printf("%s: logits %.2e of their deviation, hook points %.2e%n", name, worstLogit, worstHook);
            assertThat(worstLogit).isLessThan(TOLERANCE);
            assertThat(worstHook).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-tiny", "llama-tiny"})
    void greedyTextEqualsTransformersAloneAndInABatch(String name) throws IOException {
        try (LanguageModel model = LanguageModel.open(folder(name), Precision.EXACT);
                Engine engine = new Engine(model)) {
            List<Generated> running = new ArrayList<>();
            JsonNode prompts = report(name).path("prompts");
            for (JsonNode prompt : prompts) {
                running.add(Generated.start(
                        engine,
                        new GenerationRequest(
                                ids(prompt.path("ids")), List.of(List.of()), Sampling.GREEDY, 24, false)));
            }
            for (int p = 0; p < prompts.size(); p++) {
                assertThat(running.get(p).ids(0)).isEqualTo(ids(prompts.get(p).path("greedy")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-tiny", "llama-tiny"})
    void steeringEqualsAHookInTransformers(String name) throws IOException {
        try (LanguageModel model = LanguageModel.open(folder(name), Precision.EXACT);
                Engine engine = new Engine(model);
                Weights golden = Weights.open(folder(name).resolve("golden.safetensors"))) {
            JsonNode report = report(name);
            int[] ids = ids(report.path("prompts").get(0).path("ids"));
            float[] vector = golden.floats("steer.vector");
            List<List<Intervention>> variants = new ArrayList<>();
            double worst = 0;
            for (JsonNode run : report.path("steering")) {
                double c = run.path("coefficient").asDouble();
                List<Intervention> steered = List.of(
                        Intervention.add(Address.parse(run.path("address").asText()), vector, (float) c, Positions.ALL)
                                .withSpecialTokens());
                variants.add(steered);
                float[] logits =
                        new Tracer(model).trace(ids, List.of(), true, steered).logits();
                worst = Math.max(worst, Difference.inDeviations(logits, golden.floats("steer.logits." + c)));
            }
            System.out.printf("%s steered: logits %.2e of their deviation%n", name, worst);
            assertThat(worst).isLessThan(TOLERANCE);
            Generated all = Generated.start(engine, new GenerationRequest(ids, variants, Sampling.GREEDY, 24, false));
            for (int v = 0; v < variants.size(); v++) {
                assertThat(all.ids(v))
                        .isEqualTo(ids(report.path("steering").get(v).path("greedy")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-tiny", "llama-tiny"})
    void tensorsHaveTheDeclaredWidths(String name) {
        try (LanguageModel model = LanguageModel.open(folder(name), Precision.EXACT)) {
            int[] ids = {5, 6, 7};
            Tracer.Trace trace = new Tracer(model).trace(ids, addresses(model), false, List.of());
            assertThat(trace.at().keySet()).containsExactlyInAnyOrderElementsOf(addresses(model));
            trace.at().forEach((address, values) -> assertThat(values)
                    .as(address.toString())
                    .hasSize(ids.length * model.config().width(address.point())));
        }
    }

    private static List<Address> addresses(LanguageModel model) {
        List<Address> all = new ArrayList<>();
        for (HookPoint point : HookPoint.values()) {
            for (int layer = 0; layer < (point.perLayer() ? model.config().layers() : 1); layer++) {
                all.add(new Address(point, layer));
            }
        }
        return all;
    }

    private static JsonNode report(String name) throws IOException {
        return new ObjectMapper().readTree(folder(name).resolve("golden.json").toFile());
    }

    static int[] ids(JsonNode list) {
        int[] ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).asInt());
        return ids;
    }
}
