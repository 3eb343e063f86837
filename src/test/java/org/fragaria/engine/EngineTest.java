package org.fragaria.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.intervention.Readout;
import org.fragaria.intervention.Scope;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.testsupport.Generated;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineTest {

    private static final Address MIDDLE = Address.parse("resid_post.1");
    private static LanguageModel model;

    @TempDir
    Path folder = Path.of("");

    private static Engine engine;

    @BeforeAll
    static void open() {
        model = LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT);
        engine = new Engine(model);
    }

    @AfterAll
    static void close() {
        engine.close();
        model.close();
    }

    @Test
    void cachedGenerationEqualsUncached() {
        int[] prompt = prompt(new SplittableRandom(3), 9);
        List<Intervention> steered = List.of(steering(2, 3f, Positions.ALL));
        Generated cached = Generated.start(engine, request(prompt, List.of(List.of(), steered), 40));
        assertThat(cached.ids(0)).isEqualTo(uncached(prompt, List.of(), 40));
        assertThat(cached.ids(1)).isEqualTo(uncached(prompt, steered, 40));
        assertThat(cached.ids(1)).isNotEqualTo(cached.ids(0));
    }

    @Test
    void requestsInFlightDoNotDisturbEachOther() {
        long seed = 20260;
        System.out.println("requestsInFlightDoNotDisturbEachOther: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int[] prompt = prompt(random, 1 + random.nextInt(30));
            Positions positions = List.of(Positions.ALL, Positions.PROMPT, Positions.GENERATED, Positions.LAST)
                    .get(random.nextInt(4));
            requests.add(request(
                    prompt,
                    List.of(List.of(), List.of(steering(i, 1 + random.nextInt(6), positions))),
                    1 + random.nextInt(40)));
        }
        List<int[]> alone = new ArrayList<>();
        for (GenerationRequest request : requests) {
            alone.add(Generated.start(engine, request).ids(1));
        }
        List<Generated> together =
                requests.stream().map(r -> Generated.start(engine, r)).toList();
        for (int i = 0; i < requests.size(); i++) {
            assertThat(together.get(i).ids(1)).as("request " + i).isEqualTo(alone.get(i));
        }
    }

    @Test
    void samplingDependsOnSeedAndPositionOnly() {
        int[] prompt = prompt(new SplittableRandom(8), 5);
        GenerationRequest request =
                new GenerationRequest(prompt, List.of(List.of(), List.of()), new Sampling(1.0, 42), 30, false);
        Generated first = Generated.start(engine, request);
        Generated crowd = Generated.start(engine, request(prompt(new SplittableRandom(9), 20), List.of(List.of()), 20));
        Generated second = Generated.start(engine, request);
        assertThat(first.ids(1)).isEqualTo(first.ids(0));
        assertThat(second.ids(0)).isEqualTo(first.ids(0));
        assertThat(crowd.ids(0)).hasSize(40);
        Generated other = Generated.start(
                engine, new GenerationRequest(prompt, List.of(List.of()), new Sampling(1.0, 43), 30, false));
        assertThat(other.ids(0)).isNotEqualTo(first.ids(0));
    }

    @Test
    void aRowThatFollowsSaysHowProbableTheOtherTextIs() {
        int[] prompt = prompt(new SplittableRandom(12), 9);
        List<Intervention> steered = List.of(steering(9, 3f, Positions.ALL));
        GenerationRequest request = new GenerationRequest(
                prompt,
                List.of(
                        Variant.of(steered, new Sampling(1, 5)),
                        Variant.following(0, List.of()),
                        Variant.following(0, steered)),
                12,
                false,
                List.of(),
                4,
                "");
        List<List<Float>> divergences = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<List<int[]>> likeliest = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<List<Integer>> written = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        engine.submit(request, new GenerationListener() {
                    @Override
                    public void token(int variant, int position, int id, float logProbability) {
                        written.get(variant).add(id);
                    }

                    @Override
                    public void detail(int variant, int position, Detail detail) {
                        divergences.get(variant).add(detail.divergence());
                        likeliest.get(variant).add(detail.ids());
                    }
                })
                .done()
                .join();
        assertThat(written.get(1)).hasSize(12).isEqualTo(written.get(0));
        assertThat(divergences.get(0)).containsOnly(0f);
        assertThat(divergences.get(2)).allSatisfy(kl -> assertThat(kl).isZero());
        assertThat(divergences.get(1)).allSatisfy(kl -> assertThat(kl).isPositive());
        assertThat(likeliest.get(0)).hasSize(12).allSatisfy(ids -> assertThat(ids)
                .hasSize(4));
    }

    @Test
    void aSampledTokenHasItsProbability() {
        float[] probabilities = {0.1f, 0f, 0.6f, 0.3f};
        int[] counts = new int[4];
        for (int position = 0; position < 100_000; position++) {
            counts[Sampling.pick(probabilities, new Sampling(1, 5).lot(position))]++;
        }
        for (int id = 0; id < 4; id++) {
            assertThat(counts[id] / 100_000.0).isCloseTo(probabilities[id], org.assertj.core.data.Offset.offset(0.01));
        }
    }

    @Test
    void clampHoldsAFeatureAndAblateSilencesIt() {
        int d = model.config().dModel();
        float[] axis = new float[d];
        axis[4] = 1;
        Readout fourth = new Readout() {
            @Override
            public float[] activations(float[] h, int n) {
                float[] found = new float[n];
                for (int t = 0; t < n; t++) {
                    found[t] = h[t * d + 4];
                }
                return found;
            }

            @Override
            public float[] scales(float[] h, int n) {
                float[] ones = new float[n];
                java.util.Arrays.fill(ones, 1);
                return ones;
            }
        };
        int[] ids = {5, 6, 7, 8};
        for (Method method : List.of(Method.CLAMP, Method.ABLATE)) {
            Intervention change = new Intervention(
                    method, MIDDLE, axis, fourth, 2.5f, Float.NEGATIVE_INFINITY, Scope.of(Positions.ALL));
            float[] before = new Tracer(model)
                    .trace(ids, List.of(MIDDLE), false, List.of())
                    .tensor(MIDDLE);
            float[] after = new Tracer(model)
                    .trace(ids, List.of(MIDDLE), false, List.of(change))
                    .tensor(MIDDLE);
            for (int i = 0; i < after.length; i++) {
                float expected = i % d == 4 ? (method == Method.CLAMP ? 2.5f : 0f) : before[i];
                assertThat(after[i]).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-6f));
            }
        }
    }

    /** Where a dictionary rescales each position, a unit of a feature is worth that position's scale in the tensor. */
    @ParameterizedTest
    @EnumSource(
            value = Normalization.class,
            names = {"NONE", "CONSTANT_NORM_RESCALE", "LAYER_NORM"})
    void clampAndAblateChangeTheReconstructionOfANormalisedDictionary(Normalization normalization) {
        try (Dictionary dictionary = dictionary(normalization);
                NDManager manager = Torch.manager().newSubManager()) {
            int[] ids = {5, 6, 7, 8};
            float[] before = new Tracer(model)
                    .trace(ids, List.of(MIDDLE), false, List.of())
                    .tensor(MIDDLE);
            NDArray x =
                    manager.create(before, new Shape(ids.length, model.config().dModel()));
            NDArray activations = dictionary.encode(x);
            for (Method method : List.of(Method.CLAMP, Method.ABLATE)) {
                NDArray changed = activations.duplicate();
                changed.set(new NDIndex(":, 3"), method == Method.CLAMP ? 2.5f : 0f);
                float[] expected = x.add(dictionary.decode(changed, x))
                        .sub(dictionary.decode(activations, x))
                        .toFloatArray();
                Intervention change =
                        Intervention.onFeature(MIDDLE, dictionary.feature(3), method, 2.5f, Positions.ALL);
                float[] after = new Tracer(model)
                        .trace(ids, List.of(MIDDLE), false, List.of(change))
                        .tensor(MIDDLE);
                assertThat(after).isNotEqualTo(before);
                assertThat(after).containsExactly(expected, Offset.offset(2e-5f));
            }
        }
    }

    private Dictionary dictionary(Normalization normalization) {
        int d = model.config().dModel();
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                d,
                6,
                true,
                normalization,
                0,
                false,
                false,
                MIDDLE.transformerLens(),
                Optional.empty(),
                true,
                OptionalInt.empty(),
                Map.of());
        SplittableRandom random = new SplittableRandom(4);
        Path written = folder.resolve(normalization.id());
        new DictionaryWriter(config)
                .tensor("W_enc", numbers(random, 6 * d))
                .tensor("W_dec", numbers(random, 6 * d))
                .tensor("b_enc", new float[] {9, 9, 9, 9, 9, 9}) // every feature is on
                .tensor("b_dec", numbers(random, d))
                .write(written);
        return Dictionary.open(written);
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    @Test
    void clampSetsTheCoordinateAlongABareVectorAtTheLastToken() {
        float[] w = steering(9, 1f, Positions.ALL).direction();
        int[] ids = {5, 6, 7, 8};
        Intervention change = Intervention.onVector(MIDDLE, w, Method.CLAMP, 1.5f, Positions.LAST);
        float[] before =
                new Tracer(model).trace(ids, List.of(MIDDLE), false, List.of()).tensor(MIDDLE);
        float[] after = new Tracer(model)
                .trace(ids, List.of(MIDDLE), false, List.of(change))
                .tensor(MIDDLE);
        int last = 3 * w.length;
        double dot = 0;
        double square = 0;
        double was = 0;
        for (int i = 0; i < w.length; i++) {
            dot += after[last + i] * w[i];
            was += before[last + i] * w[i];
            square += w[i] * w[i];
        }
        assertThat(dot / square).isCloseTo(1.5, org.assertj.core.data.Offset.offset(1e-5));
        for (int i = 0; i < after.length; i++) {
            double expected = i < last ? before[i] : before[i] + (1.5 - was / square) * w[i - last];
            assertThat((double) after[i]).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-5));
        }
        assertThatThrownBy(() -> Intervention.onVector(MIDDLE, new float[24], Method.CLAMP, 1, Positions.LAST))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("length 0");
    }

    @Test
    void aChangeAtTheLastTokenIsTheSameCachedAndUncached() {
        int[] prompt = prompt(new SplittableRandom(8), 9);
        List<Intervention> steered = List.of(steering(2, 9f, Positions.LAST));
        Generated cached = Generated.start(engine, request(prompt, List.of(List.of(), steered), 1));
        assertThat(cached.ids(1)).isEqualTo(uncached(prompt, steered, 1));
    }

    @Test
    void specialTokensAreLeftAloneUnlessAsked() {
        int[] ids = {0, 6, 7};
        Intervention plain = steering(1, 2f, Positions.ALL);
        float[] before =
                new Tracer(model).trace(ids, List.of(MIDDLE), false, List.of()).tensor(MIDDLE);
        float[] after = new Tracer(model)
                .trace(ids, List.of(MIDDLE), false, List.of(plain))
                .tensor(MIDDLE);
        float[] all = new Tracer(model)
                .trace(ids, List.of(MIDDLE), false, List.of(plain.withSpecialTokens()))
                .tensor(MIDDLE);
        assertThat(after[0]).isEqualTo(before[0]);
        assertThat(all[0]).isNotEqualTo(before[0]);
        int d = model.config().dModel();
        assertThat(after[d]).isNotEqualTo(before[d]);
    }

    @Test
    void cancellingFreesTheRowsAndEndsThem() {
        int[] prompt = prompt(new SplittableRandom(1), 4);
        Generated[] running = new Generated[1];
        running[0] = Generated.start(engine, request(prompt, List.of(List.of()), 80));
        running[0].generation().cancel();
        assertThat(running[0].end(0)).isIn(GenerationListener.End.CANCELLED, GenerationListener.End.LENGTH);
        Generated next = Generated.start(engine, request(prompt, List.of(List.of()), 5));
        assertThat(next.ids(0)).hasSize(9);
    }

    @Test
    void aFullContextEndsTheText() {
        int[] prompt = prompt(new SplittableRandom(1), 90);
        Generated generated = Generated.start(engine, request(prompt, List.of(List.of()), 50));
        assertThat(generated.ids(0)).hasSize(model.config().contextLength());
        assertThat(generated.end(0)).isEqualTo(GenerationListener.End.CONTEXT);
    }

    @Test
    void badRequestsAreRefusedWithTheirReason() {
        int[] tooLong = new int[model.config().contextLength()];
        assertThatThrownBy(() -> Generated.start(engine, request(tooLong, List.of(List.of()), 1)))
                .isInstanceOf(TooLargeException.class)
                .hasMessageContaining("96 tokens");
        assertThatThrownBy(() -> request(new int[0], List.of(List.of()), 1))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("prompt is empty");
        assertThatThrownBy(() -> Intervention.add(MIDDLE, new float[24], Float.NaN, Positions.ALL))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("Strength NaN");
        assertThatThrownBy(() -> Generated.start(
                        engine,
                        request(
                                new int[] {5},
                                List.of(List.of(Intervention.add(MIDDLE, new float[7], 1, Positions.ALL))),
                                1)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("width 24");
        assertThatThrownBy(() -> Generated.start(
                        engine,
                        request(
                                new int[] {5},
                                List.of(List.of(Intervention.add(
                                        Address.parse("resid_post.9"), new float[24], 1, Positions.ALL))),
                                1)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("layers 0 to 2");
        assertThatThrownBy(() -> Generated.start(engine, request(new int[] {100_000}, List.of(List.of()), 1)))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("100000");
    }

    @Test
    void aClosedEngineSaysSo() {
        Engine closed = new Engine(model);
        closed.close();
        assertThatThrownBy(() -> closed.submit(request(new int[] {5}, List.of(List.of()), 1), (v, p, i, l) -> {}))
                .isInstanceOf(UnavailableException.class);
    }

    private static int[] uncached(int[] prompt, List<Intervention> interventions, int tokens) {
        int vocabulary = model.config().vocabulary();
        int[] ids = prompt;
        for (int n = 0; n < tokens; n++) {
            float[] logits =
                    new Tracer(model).trace(ids, List.of(), true, interventions).logits();
            int best = 0;
            int last = (ids.length - 1) * vocabulary;
            for (int id = 1; id < vocabulary; id++) {
                best = logits[last + id] > logits[last + best] ? id : best;
            }
            ids = java.util.Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = best;
        }
        return ids;
    }

    private static Intervention steering(long seed, float strength, Positions positions) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] direction = new float[model.config().dModel()];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextDouble(-1, 1);
        }
        return Intervention.add(MIDDLE, direction, strength, positions);
    }

    private static GenerationRequest request(int[] prompt, List<List<Intervention>> variants, int tokens) {
        return new GenerationRequest(prompt, variants, Sampling.GREEDY, tokens, false);
    }

    private static int[] prompt(SplittableRandom random, int length) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = 1 + random.nextInt(model.config().vocabulary() - 1);
        }
        return ids;
    }
}
