package org.fragaria.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.Difference;
import org.fragaria.testsupport.Generated;
import org.fragaria.testsupport.Npz;
import org.fragaria.testsupport.ReferenceData;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;

/** A real trained Llama of 260K parameters against transformers' dump of it, which others made. */
@Tag("reference")
@EnabledIf("org.fragaria.testsupport.ReferenceData#present")
class Stories260kTest {

    private static final double TOLERANCE = 1e-4;
    private static final List<HookPoint> DUMPED = List.of(
            HookPoint.RESID_PRE,
            HookPoint.ATTN_OUT,
            HookPoint.RESID_MID,
            HookPoint.MLP_ACT,
            HookPoint.MLP_OUT,
            HookPoint.RESID_POST);

    private static LanguageModel open() {
        return LanguageModel.open(ReferenceData.path("stories260k/hf"), Precision.EXACT);
    }

    private static JsonNode json(String name) throws IOException {
        return new ObjectMapper()
                .readTree(ReferenceData.path("stories260k/" + name).toFile());
    }

    @Test
    void tokenizerEqualsTheirs() throws IOException {
        try (LanguageModel model = open()) {
            for (JsonNode text : json("expected_tokens.json")) {
                assertThat(model.tokenizer().encode(text.path("text").asText()))
                        .as(text.path("text").asText())
                        .isEqualTo(ModelGoldenTest.ids(text.path("ids")));
            }
        }
    }

    @Test
    void logitsAndHookPointsEqualTheOracle() throws IOException {
        try (LanguageModel model = open();
                Npz oracle = new Npz(ReferenceData.path("stories260k/oracle.npz"))) {
            JsonNode prompts = json("oracle.json").path("prompts");
            List<Address> addresses = new ArrayList<>();
            DUMPED.forEach(point -> {
                for (int layer = 0; layer < model.config().layers(); layer++) {
                    addresses.add(new Address(point, layer));
                }
            });
            double worstLogit = 0;
            double worstHook = 0;
            for (int p = 0; p < prompts.size(); p++) {
                int[] ids = ModelGoldenTest.ids(prompts.get(p).path("ids"));
                Tracer.Trace trace = new Tracer(model).trace(ids, addresses, true, List.of());
                worstLogit =
                        Math.max(worstLogit, Difference.absolute(trace.logits(), oracle.floats("p" + p + ".logits")));
                for (Address address : addresses) {
                    worstHook = Math.max(
                            worstHook,
                            Difference.absolute(trace.at().get(address), oracle.floats("p" + p + "." + address)));
                }
            }
            System.out.printf(
                    "stories260k: worst absolute difference of logits %.2e, of hook points %.2e%n",
                    worstLogit, worstHook);
            assertThat(worstLogit).isLessThan(TOLERANCE);
            assertThat(worstHook).isLessThan(TOLERANCE);
        }
    }

    @Test
    void greedyTextIsTheOracles() throws IOException {
        try (LanguageModel model = open();
                Engine engine = new Engine(model)) {
            for (JsonNode prompt : json("oracle.json").path("prompts")) {
                int[] ids = ModelGoldenTest.ids(prompt.path("ids"));
                Generated generated = Generated.start(
                        engine, new GenerationRequest(ids, List.of(List.of()), Sampling.GREEDY, 40, false));
                assertThat(generated.ids(0)).isEqualTo(ModelGoldenTest.ids(prompt.path("greedy40_ids")));
                assertThat(model.tokenizer().decode(generated.ids(0)))
                        .isEqualTo(prompt.path("greedy40_text").asText());
            }
        }
    }

    @Test
    void steeringEqualsTheOracle() throws IOException {
        try (LanguageModel model = open();
                Engine engine = new Engine(model);
                Npz oracle = new Npz(ReferenceData.path("stories260k/oracle.npz"))) {
            float[] vector = oracle.floats("steer.vector");
            double worst = 0;
            for (JsonNode run : json("oracle.json").path("steering")) {
                double c = run.path("coefficient").asDouble();
                int[] ids = model.tokenizer().encode(run.path("prompt").asText());
                Address address =
                        new Address(HookPoint.RESID_POST, run.path("layer").asInt());
                List<Intervention> steered = List.of(Intervention.add(address, vector, (float) c, Positions.ALL)
                        .withSpecialTokens());
                float[] logits =
                        new Tracer(model).trace(ids, List.of(), true, steered).logits();
                worst = Math.max(worst, Difference.absolute(logits, oracle.floats("steer.logits.c" + c)));
                Generated generated = Generated.start(
                        engine, new GenerationRequest(ids, List.of(steered), Sampling.GREEDY, 40, false));
                assertThat(model.tokenizer().decode(generated.ids(0)))
                        .isEqualTo(run.path("greedy40_text").asText());
            }
            System.out.printf("stories260k steered: worst absolute difference of logits %.2e%n", worst);
            assertThat(worst).isLessThan(TOLERANCE);
        }
    }
}
