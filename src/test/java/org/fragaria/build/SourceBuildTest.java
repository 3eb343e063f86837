package org.fragaria.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.Corpus;
import org.fragaria.corpus.TokenWindows;
import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.dictionary.Architecture;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.DictionaryConfig;
import org.fragaria.dictionary.DictionaryWriter;
import org.fragaria.dictionary.Normalization;
import org.fragaria.engine.ActivationReader;
import org.fragaria.feature.LuceneFeatureStore;
import org.fragaria.measure.MeasureSettings;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.Measurement;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code add} from end to end on a tiny random model and dictionary. */
class SourceBuildTest {

    private static final Path MODEL = Path.of("src/test/resources/model/llama-tiny");
    private static final Address ADDRESS = Address.parse("resid_post.1");
    private static final int D_IN = 24;
    private static final int D_SAE = 40;
    private static final int CONTEXT = 32;
    private static final int BOS = 0;

    @TempDir
    Path folder = Path.of(".");

    private Path text = Path.of(".");
    private Path dictionary = Path.of(".");
    private Path data = Path.of(".");
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void invent() throws IOException {
        Random random = new Random(2);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            words.append(List.of("the ", "strawberry ", "fox ", "is ", "red ", "not ", "Owl ", "here. ", "\n\n")
                    .get((int) Math.min(8, Math.abs(random.nextGaussian() * 4))));
        }
        text = Files.writeString(folder.resolve("text.txt"), words);
        dictionary = folder.resolve("random");
        write(dictionary, D_IN);
        data = folder.resolve("data");
    }

    private static void write(Path target, int dIn) throws IOException {
        Files.createDirectories(target);
        DictionaryConfig config = new DictionaryConfig(
                Architecture.STANDARD,
                dIn,
                D_SAE,
                true,
                Normalization.NONE,
                0,
                false,
                false,
                "blocks.1.hook_resid_post",
                Optional.of("llama-tiny"),
                true,
                OptionalInt.of(CONTEXT),
                Map.of());
        float[] bias = random(D_SAE, 3);
        bias[7] = -1e6f; // never fires
        new DictionaryWriter(config)
                .tensor("W_enc", random(dIn * D_SAE, 1))
                .tensor("W_dec", random(dIn * D_SAE, 2))
                .tensor("b_enc", bias)
                .tensor("b_dec", random(dIn, 4))
                .write(target);
    }

    @Test
    void aSourceHoldsWhatModelAndDictionaryCompute() throws IOException {
        SourceBuild.Result result = build(dictionary, 20, Long.MAX_VALUE).orElseThrow();

        assertThat(result.folder()).isEqualTo(data.toAbsolutePath().resolve("tiny/1-random"));
        assertThat(result.features()).isEqualTo(D_SAE);
        assertThat(data.resolve("tiny").toFile().list()).containsExactly("1-random");
        assertThat(result.folder().resolve("manifest.json"))
                .content()
                .contains(result.outcome().digest());
        try (LuceneFeatureStore store = LuceneFeatureStore.open(result.folder().resolve("index"))) {
            assertThat(store.size()).isEqualTo(D_SAE);
            assertThat(store.feature(7).orElseThrow().firing().activeTokens()).isZero();
            checkAgainstTheModel(store);
        }
    }

    /** Reads each feature's best window again, alone. */
    private void checkAgainstTheModel(LuceneFeatureStore store) {
        try (LanguageModel model = LanguageModel.open(MODEL, Precision.EXACT);
                Dictionary opened = Dictionary.open(dictionary)) {
            for (int f = 0; f < D_SAE; f++) {
                MeasuredFeature feature = store.feature(f).orElseThrow();
                assertThat(feature.raises()).hasSize(10);
                assertThat(feature.neighbours()).hasSize(10);
                for (Example example :
                        feature.top().subList(0, Math.min(1, feature.top().size()))) {
                    int[] tokens = window(model, example.window());
                    assertThat(tokens[0]).isEqualTo(BOS);
                    float[] activations = activations(model, opened, tokens);
                    float strongest = 0;
                    for (int p = 1; p < tokens.length; p++) {
                        strongest = tokens[p] == BOS ? strongest : Math.max(strongest, activations[p * D_SAE + f]);
                    }
                    assertThat(feature.firing().max()).isCloseTo(strongest, Percentage.withPercentage(0.01));
                    assertThat(example.peakActivation())
                            .isEqualTo(feature.firing().max());
                    int peak = example.start() + example.peak();
                    assertThat(activations[peak * D_SAE + f]).isCloseTo(strongest, Percentage.withPercentage(0.01));
                    assertThat(example.tokens()[example.peak()]).isEqualTo(tokens[peak]);
                }
            }
        }
    }

    private static float[] activations(LanguageModel model, Dictionary dictionary, int[] tokens) {
        try (NDManager manager = Torch.manager().newSubManager()) {
            NDArray x = new ActivationReader(model, ADDRESS).read(manager, new int[][] {tokens});
            return dictionary.encode(x).toFloatArray();
        }
    }

    private int[] window(LanguageModel model, long number) {
        Layout layout = new Layout(CONTEXT, OptionalInt.of(BOS), OptionalInt.of(BOS));
        try (TokenWindows windows = new TokenWindows(
                Corpus.open(List.of(text)), t -> model.tokenizer().encode(t, false), layout, Cursor.START)) {
            for (long w = 0; w < number; w++) {
                windows.next();
            }
            return windows.next().orElseThrow().tokens();
        }
    }

    /** Stored beside the examples, and read again as precisely as it is stored. */
    @Test
    void effectsAreInTheIndexIfAskedFor() throws IOException {
        SourceBuild build =
                build(dictionary, MeasureSettings.DEFAULTS.withTop(5).withEffectExamples(3));
        SourceBuild.Result result =
                build.run(data, false, new Until(Long.MAX_VALUE), said::add).orElseThrow();

        assertThat(result.outcome().notes().get("effects")).startsWith("of the 3 strongest places");
        try (LuceneFeatureStore store = LuceneFeatureStore.open(result.folder().resolve("index"))) {
            float most = 0;
            for (int f = 0; f < D_SAE; f++) {
                MeasuredFeature feature = store.feature(f).orElseThrow();
                assertThat(feature.effects()).hasSize(Math.min(3, feature.top().size()));
                for (int e = 0; e < feature.effects().size(); e++) {
                    assertThat(feature.effects().get(e).loss())
                            .hasSameSizeAs(feature.top().get(e).tokens());
                    for (float one : feature.effects().get(e).divergence()) {
                        assertThat(one).isNotNegative();
                        most = Math.max(most, one);
                    }
                }
            }
            assertThat(most).isPositive();
        }
    }

    @Test
    void effectsOfATranscoderAreNotMeasuredAndThatIsSaid() throws IOException {
        SourceBuild build = build(crossLayer(), MeasureSettings.DEFAULTS.withEffectExamples(3));

        assertThat(build.run(data, false, new Until(Long.MAX_VALUE), said::add)
                        .orElseThrow()
                        .outcome()
                        .notes()
                        .get("effects"))
                .isEqualTo(
                        "not measured: a transcoder's feature is read from another tensor than the one it writes to");
    }

    @Test
    void stoppedAndRunAgainItEndsWithTheSameDigest() {
        String whole =
                build(dictionary, 20, Long.MAX_VALUE).orElseThrow().outcome().digest();
        data = folder.resolve("again");

        assertThat(build(dictionary, 20, 64)).isEmpty();
        assertThat(data.resolve("tiny/1-random")).doesNotExist();
        assertThat(data.resolve("tiny/1-random.building/work/checkpoint.bin")).exists();
        assertThat(build(dictionary, 20, 128)).isEmpty();
        assertThat(build(dictionary, 20, Long.MAX_VALUE).orElseThrow().outcome().digest())
                .isEqualTo(whole);
    }

    @Test
    void aDictionaryOfAnotherWidthIsRefusedAndNothingIsLeft() throws IOException {
        Path wide = folder.resolve("wide");
        write(wide, D_IN + 1);

        assertThatThrownBy(() -> build(wide, 20, Long.MAX_VALUE))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("25")
                .hasMessageContaining("24")
                .hasMessageContaining("resid_post.1 of model tiny");
        assertThat(data).doesNotExist();
    }

    /** Its activations are measured like any others; what it does not have is left out, and said. */
    @Test
    void aLayerOfACrossLayerTranscoderIsMeasuredWithoutError() throws IOException {
        Path layer = crossLayer();
        SourceBuild.Result result = build(layer, 20, Long.MAX_VALUE).orElseThrow();

        assertThat(result.address()).isEqualTo(Address.parse("resid_mid.1"));
        assertThat(result.outcome().figures().fvu()).isNaN();
        assertThat(result.outcome().figures().medianOutput()).isNaN();
        assertThat(result.outcome().figures().l0()).isPositive();
        String why = "layer 1 of a cross-layer transcoder of 3 layers predicts no tensor alone";
        assertThat(result.outcome().notes()).containsEntry("FVU", "not measured: " + why);
        assertThat(result.outcome().notes().get("output score")).contains("writes to several tensors");
        assertThat(said).contains("FVU is not measured: " + why + ".");
        try (LuceneFeatureStore store = LuceneFeatureStore.open(result.folder().resolve("index"));
                LanguageModel model = LanguageModel.open(MODEL, Precision.EXACT);
                Dictionary opened = Dictionary.open(layer);
                NDManager manager = Torch.manager().newSubManager()) {
            NDArray sum = manager.create(opened.decoderRow(3)).reshape(1, D_IN);
            float[] effect = model.logitEffect(sum).toFloatArray();
            MeasuredFeature.TokenScore first =
                    store.feature(3).orElseThrow().raises().getFirst();
            assertThat(effect[first.token()]).isCloseTo(first.value(), Percentage.withPercentage(0.01));
            for (float other : effect) {
                assertThat(other).isLessThanOrEqualTo(first.value() + 1e-4f);
            }
        }
    }

    @Test
    void aCrossLayerTranscoderOfMoreLayersThanTheModelIsRefused() throws IOException {
        Path layer = crossLayer();
        new SafetensorsWriter()
                .add("W_dec_1", new float[D_SAE * 3 * D_IN], D_SAE, 3, D_IN)
                .write(layer.resolveSibling("W_dec_1.safetensors"));

        assertThatThrownBy(() -> build(layer, 20, Long.MAX_VALUE))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("mlp_out.3");
        assertThat(data).doesNotExist();
    }

    /** Layer 1 of 3, with random weights. */
    private Path crossLayer() throws IOException {
        Path clt = Files.createDirectories(folder.resolve("clt"));
        new SafetensorsWriter()
                .add("W_enc_1", random(D_IN * D_SAE, 1), D_SAE, D_IN)
                .add("b_enc_1", random(D_SAE, 2), D_SAE)
                .add("b_dec_1", random(D_IN, 3), D_IN)
                .write(clt.resolve("W_enc_1.safetensors"));
        new SafetensorsWriter()
                .add("W_dec_1", random(D_IN * D_SAE * 2, 4), D_SAE, 2, D_IN)
                .write(clt.resolve("W_dec_1.safetensors"));
        return clt.resolve("W_enc_1.safetensors");
    }

    @Test
    void aCorpusTooShortForAWindowLeavesNothing() throws IOException {
        Files.writeString(text, "Too short.");

        assertThatThrownBy(() -> build(dictionary, 20, Long.MAX_VALUE)).isInstanceOf(InvalidException.class);
        assertThat(data).isEmptyDirectory();
    }

    private Optional<SourceBuild.Result> build(Path which, int top, long untilWindow) {
        return build(which, MeasureSettings.DEFAULTS.withTop(top)).run(data, false, new Until(untilWindow), said::add);
    }

    private SourceBuild build(Path which, MeasureSettings settings) {
        return new SourceBuild(
                MODEL,
                which,
                List.of(text),
                Optional.of("tiny"),
                Optional.empty(),
                Optional.empty(),
                CONTEXT,
                Long.MAX_VALUE,
                Precision.EXACT,
                settings,
                new SourceBuild.Fit(64, OptionalDouble.empty(), true));
    }

    private static final class Until implements Measurement.Observer {
        private final long window;
        private long seen;

        Until(long window) {
            this.window = window;
        }

        @Override
        public void progress(Measurement.Progress progress) {
            seen = progress.windows();
        }

        @Override
        public boolean cancelled() {
            return seen >= window;
        }
    }

    private static float[] random(int size, int seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
