package org.fragaria.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.KvCache;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Step;
import org.fragaria.model.Taps;
import org.fragaria.problem.InvalidException;
import org.fragaria.testsupport.Difference;
import org.fragaria.testsupport.FamilyModels;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What must hold between the hook points of every family, whatever its weights. */
class FamilyIdentitiesTest {

    private static final double ROUNDING = 2e-6;

    static List<Path> models() throws IOException {
        return FamilyModels.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void theResidualStreamIsTheSumOfWhatWasAdded(Path folder) throws IOException {
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT)) {
            Tracer.Trace trace = new Tracer(model)
                    .trace(FamilyModels.ids(folder), model.config().addresses(), false, List.of());
            boolean hasMiddle = model.config().points().contains(HookPoint.RESID_MID);
            for (int layer = 0; layer < model.config().layers(); layer++) {
                float[] middle = sum(at(trace, HookPoint.RESID_PRE, layer), at(trace, HookPoint.ATTN_OUT, layer));
                if (hasMiddle) {
                    assertThat(Difference.relative(at(trace, HookPoint.RESID_MID, layer), middle))
                            .isLessThan(ROUNDING);
                }
                float[] after = sum(middle, at(trace, HookPoint.MLP_OUT, layer));
                assertThat(Difference.relative(at(trace, HookPoint.RESID_POST, layer), after))
                        .isLessThan(ROUNDING);
                if (layer > 0) {
                    assertThat(at(trace, HookPoint.RESID_PRE, layer))
                            .isEqualTo(at(trace, HookPoint.RESID_POST, layer - 1));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void steeringBeforeABlockIsSteeringAfterTheOneBefore(Path folder) throws IOException {
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT)) {
            int[] ids = FamilyModels.ids(folder);
            float[] before = steered(model, ids, new Address(HookPoint.RESID_PRE, 1));
            float[] after = steered(model, ids, new Address(HookPoint.RESID_POST, 0));
            assertThat(before).isEqualTo(after);
            assertThat(before).isNotEqualTo(FamilyModels.logits(folder));
        }
    }

    private static float[] steered(LanguageModel model, int[] ids, Address address) {
        float[] vector = new float[model.config().dModel()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) Math.sin(i);
        }
        Intervention add = Intervention.add(address, vector, 2, Positions.ALL).withSpecialTokens();
        return new Tracer(model).trace(ids, List.of(), true, List.of(add)).logits();
    }

    /** With the weights read from the file again and multiplied in double: o_proj(z) is attn_out, down(mlp_act) mlp_out. */
    @ParameterizedTest
    @MethodSource("models")
    void whatIsAddedIsTheProjectionOfWhatIsHookedBeforeIt(Path folder) throws IOException {
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT);
                Weights weights = Weights.open(folder)) {
            Tracer.Trace trace = new Tracer(model)
                    .trace(FamilyModels.ids(folder), model.config().addresses(), false, List.of());
            RawBlock last = new RawBlock(weights, model.config().layers() - 1);
            int layer = model.config().layers() - 1;
            assertThat(Difference.relative(
                            at(trace, HookPoint.ATTN_OUT, layer), last.attentionOut(at(trace, HookPoint.Z, layer))))
                    .isLessThan(ROUNDING);
            assertThat(Difference.relative(
                            at(trace, HookPoint.MLP_OUT, layer), last.mlpOut(at(trace, HookPoint.MLP_ACT, layer))))
                    .isLessThan(ROUNDING);
        }
    }

    /** Rows with pasts of different lengths read several tokens in one step, across every window. */
    @ParameterizedTest
    @MethodSource("models")
    void severalTokensAfterDifferentPastsAreAsWithoutACache(Path folder) throws IOException {
        int[] ids = FamilyModels.ids(folder);
        int count = 5;
        int[] starts = {3, ids.length - count};
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT);
                KvCache cache = new KvCache(model.config(), model.manager())) {
            Torch.inferenceThread();
            cache.reserve(2, ids.length);
            int[][] next = new int[2][];
            for (int row = 0; row < 2; row++) {
                read(model, new int[][] {Arrays.copyOf(ids, starts[row])}, new int[] {0}, cache, row);
                next[row] = Arrays.copyOfRange(ids, starts[row], starts[row] + count);
            }
            float[] found = read(model, next, starts, cache, 0);
            float[] whole = FamilyModels.logits(folder);
            int vocabulary = model.config().vocabulary();
            for (int row = 0; row < 2; row++) {
                float[] ours = Arrays.copyOfRange(found, row * count * vocabulary, (row + 1) * count * vocabulary);
                float[] alone = Arrays.copyOfRange(whole, starts[row] * vocabulary, (starts[row] + count) * vocabulary);
                assertThat(Difference.inDeviations(ours, alone)).isLessThan(1e-5);
            }
        }
    }

    private static float[] read(LanguageModel model, int[][] tokens, int[] starts, KvCache cache, int slot) {
        try (NDManager manager = model.manager().newSubManager()) {
            return model.logits(model.run(Step.cached(manager, tokens, starts, cache, slot), Taps.NONE))
                    .toFloatArray();
        }
    }

    /** Gemma stores gains less 1; the effect of a direction uses the gain that the norm applies, and no soft-cap. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma", "gemma2", "gemma3"})
    void theEffectOnLogitsUsesTheTrueGain(String name) {
        Path folder = FamilyModels.of(name);
        try (LanguageModel model = LanguageModel.open(folder, Precision.EXACT);
                Weights weights = Weights.open(folder);
                NDManager manager = model.manager().newSubManager()) {
            int d = model.config().dModel();
            float[] gain = weights.floats("model.norm.weight");
            float[] tokens = weights.floats("model.embed_tokens.weight");
            float[] expected = new float[model.config().vocabulary()];
            for (int v = 0; v < expected.length; v++) {
                expected[v] = (1 + gain[3]) * tokens[v * d + 3] * 7;
            }
            float[] direction = new float[d];
            direction[3] = 7;
            NDArray effect = model.logitEffect(manager.create(direction, new Shape(1, d)));
            assertThat(Difference.relative(effect.toFloatArray(), expected)).isLessThan(ROUNDING);
        }
    }

    @Test
    void aPointThatAFamilyLacksIsRefusedWithThoseItHas() {
        Address middle = new Address(HookPoint.RESID_MID, 0);
        try (LanguageModel model = LanguageModel.open(FamilyModels.of("gpt-neox"), Precision.EXACT)) {
            assertThatThrownBy(() -> new Tracer(model).trace(new int[] {5}, List.of(middle), false, List.of()))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("resid_mid.0")
                    .hasMessageContaining("GPTNeoXForCausalLM")
                    .hasMessageContaining("resid_pre, attn_in, z, attn_out, mlp_in, mlp_act, mlp_out, resid_post");
            assertThatThrownBy(() -> new ActivationReader(model, middle)).isInstanceOf(InvalidException.class);
            Intervention there = Intervention.add(middle, new float[32], 1, Positions.ALL);
            assertThatThrownBy(() -> new Tracer(model).trace(new int[] {5}, List.of(), true, List.of(there)))
                    .isInstanceOf(InvalidException.class);
        }
    }

    private static float[] at(Tracer.Trace trace, HookPoint point, int layer) {
        return trace.tensor(new Address(point, layer));
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
