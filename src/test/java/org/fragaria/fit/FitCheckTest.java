package org.fragaria.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.Normalization;
import org.fragaria.engine.ActivationReader;
import org.fragaria.fit.FitReport.Row;
import org.fragaria.fit.FitReport.Verdict;
import org.fragaria.fit.PrincipalDictionary.Declared;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.EditedModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;

import static org.assertj.core.api.Assertions.assertThat;

/** Dictionaries that fit, and the same ones with one thing falsified: the check says which. */
class FitCheckTest {

    private static final int CONTEXT = 32;
    private static final int TOKENS = 1500;
    private static final int WIDTH = PrincipalDictionary.WIDTH;
    private static final Address RESID = Address.parse("resid_post.1");
    private static final String HOOK = RESID.transformerLens();

    @TempDir
    Path folder;

    private LanguageModel model;
    private Corpus corpus;

    @AfterEach
    void close() {
        model.close();
    }

    private void open(double ownMean) throws IOException {
        open(ownMean, 1);
    }

    private void open(double ownMean, double loudness) throws IOException {
        model = LanguageModel.open(EditedModel.write(folder.resolve("model"), ownMean, loudness), Precision.EXACT);
        Random random = new Random(2);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 8_000; i++) {
            words.append((char) ('a' + random.nextInt(26))).append(random.nextInt(5) == 0 ? " " : "");
        }
        corpus = Corpus.open(List.of(Files.writeString(folder.resolve("text.txt"), words)));
    }

    @Test
    void aDictionaryThatFitsIsOk() throws IOException {
        open(0);
        FitReport report = check(trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK)));

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.OK);
        assertThat(report.declared().fvu()).isBetween(0.01, 0.4);
        assertThat(report.alternatives())
                .extracting(Row::reading)
                .contains(
                        "resid_pre.1",
                        "resid_mid.1",
                        "attn_out.1",
                        "mlp_out.1",
                        "z.1",
                        "resid_post.2",
                        "centred",
                        "normalize_activations layer_norm",
                        "apply_b_dec_to_input false",
                        "encoder transposed",
                        "with BOS");
        assertThat(report.finding()).contains("resid_post.1 as declared: FVU 0.");
    }

    @Test
    void figuresAreThoseOfASlowComputation() throws IOException {
        open(0);
        Path dictionary = trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK));
        double[] slow = slowly(dictionary);
        Row declared = check(dictionary).declared();

        System.out.printf("fit: FVU off by %.1e, L0 by %.1e%n", declared.fvu() - slow[0], declared.l0() - slow[1]);
        assertThat(declared.fvu()).isCloseTo(slow[0], Offset.offset(1e-5));
        assertThat(declared.l0()).isCloseTo(slow[1], Offset.offset(1e-9));
    }

    @Test
    void aFalseHookIsNamed() throws IOException {
        open(0);
        Path dictionary = trained(UnaryOperator.identity(), any -> {}, Declared.at("blocks.1.hook_mlp_out"));

        expect(dictionary, "resid_post.1", "pass --address resid_post.1");
        FitReport right = check(dictionary, RESID, OptionalDouble.empty());
        assertThat(right.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aNeighbouringLayerIsNamed() throws IOException {
        open(0);
        Path dictionary = trained(
                UnaryOperator.identity(), any -> {}, Declared.at("blocks.2.hook_mlp_out"), Address.parse("mlp_out.1"));

        expect(dictionary, "mlp_out.1", "pass --address mlp_out.1");
    }

    @Test
    void lostCentringIsNamed() throws IOException {
        open(5);
        Path dictionary = trained(rows -> eachRow(rows, FitCheckTest::centre), any -> {}, Declared.at(HOOK));

        expect(dictionary, "centred", "center_writing_weights");
        Path config = dictionary.resolve("cfg.json");
        String text = Files.readString(config);
        Files.writeString(
                config,
                text.replaceFirst(
                        "\"hook_name\"",
                        "\"model_from_pretrained_kwargs\":{\"center_writing_weights\":true},\"hook_name\""));
        FitReport right = check(dictionary);
        assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.OK);
        assertThat(right.alternatives()).extracting(Row::reading).contains("not centred");
    }

    @Test
    void thePlaceInTheFilesIsTriedWhereAnotherOneIsGiven() throws IOException {
        open(0);
        Path dictionary = trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK));
        FitReport report = check(dictionary, Address.parse("mlp_out.0"), OptionalDouble.empty());
        assertThat(report.verdict()).isEqualTo(Verdict.MISMATCH);
        assertThat(report.alternatives().getFirst().reading()).isEqualTo("resid_post.1");
    }

    @Test
    void aLostInputScaleIsNamed() throws IOException {
        open(0, 8);
        Path dictionary = trained(rows -> scaled(rows, scale(rows)), any -> {}, Declared.at(HOOK));

        FitReport report = check(dictionary);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.MISMATCH);
        assertThat(report.alternatives().getFirst().reading())
                .as(report.toString())
                .startsWith("input scale ");
        assertThat(report.finding()).contains("expected_average_only_in");
    }

    @Test
    void aLostNormalisationIsNamed() throws IOException {
        open(0, 0.2);
        Path dictionary = trained(rows -> eachRow(rows, FitCheckTest::rescale), any -> {}, Declared.at(HOOK));
        expect(dictionary, "normalize_activations constant_norm_rescale", "set normalize_activations");
        Path right = trained(
                rows -> eachRow(rows, FitCheckTest::rescale),
                any -> {},
                Declared.at(HOOK).normalized(Normalization.CONSTANT_NORM_RESCALE));
        assertThat(check(right).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void lostDecoderNormsAreNamed() throws IOException {
        open(0);
        Consumer<PrincipalDictionary> stretched = any -> {
            for (int f = 0; f < PrincipalDictionary.FEATURES; f++) {
                any.stretch(f, (float) Math.pow(2, 6 - f / 2.0));
            }
        };

        Path falsified =
                trained(UnaryOperator.identity(), stretched, Declared.at(HOOK).topk(false));
        expect(falsified, "rescale_acts_by_decoder_norm true", "set rescale_acts_by_decoder_norm to true");
        Path right =
                trained(UnaryOperator.identity(), stretched, Declared.at(HOOK).topk(true));
        assertThat(check(right).verdict()).isNotEqualTo(Verdict.MISMATCH);
    }

    @Test
    void aForgottenBiasIsNamed() throws IOException {
        open(0);
        Path dictionary =
                trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK).subtracting(false));

        expect(dictionary, "apply_b_dec_to_input true", "set apply_b_dec_to_input to true");
    }

    @Test
    void aTransposedEncoderIsNamed() throws IOException {
        open(0);
        Path dictionary = trained(UnaryOperator.identity(), PrincipalDictionary::turnEncoder, Declared.at(HOOK));

        expect(dictionary, "encoder transposed", "save W_enc transposed");
    }

    @Test
    void anL0FarFromTheDeclaredOneIsSuspect() throws IOException {
        open(0);
        Path dictionary = trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK));
        FitReport report = check(dictionary, RESID, OptionalDouble.of(85));

        assertThat(report.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(report.finding()).contains("makers say L0 85");
    }

    @Test
    void theOtherBosRuleReadsTheSameText() throws IOException {
        open(0);
        int windows = 40;
        Path with =
                trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK).bos(true));
        Row without = check(with, CONTEXT, windows).alternatives().stream()
                .filter(row -> row.reading().equals("without BOS"))
                .findFirst()
                .orElseThrow();
        Path declared = trained(UnaryOperator.identity(), any -> {}, Declared.at(HOOK));
        Row same = check(declared, CONTEXT - 1, windows).declared();

        assertThat(without.fvu()).isCloseTo(same.fvu(), Offset.offset(1e-6));
        assertThat(without.l0()).isEqualTo(same.l0());
        assertThat(check(with, CONTEXT, windows).declared().fvu()).isNotEqualTo(same.fvu());
    }

    private FitReport check(Path dictionary, int context, int windows) {
        try (Dictionary opened = Dictionary.open(dictionary)) {
            FitText text =
                    FitText.read(corpus, model, FitText.layout(model, opened.config(), context), context * windows);
            return new FitCheck(model, opened, RESID).run(text, OptionalDouble.empty());
        }
    }

    /** A mismatch whose best alternative has a name. */
    private void expect(Path dictionary, String reading, String advice) {
        FitReport report = check(dictionary);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.MISMATCH);
        assertThat(report.alternatives().getFirst().reading())
                .as(report.toString())
                .isEqualTo(reading);
        assertThat(report.finding()).contains(reading).contains(advice);
    }

    private FitReport check(Path dictionary) {
        try (Dictionary opened = Dictionary.open(dictionary)) {
            return check(dictionary, opened.config().address(), OptionalDouble.empty());
        }
    }

    private FitReport check(Path dictionary, Address address, OptionalDouble l0) {
        try (Dictionary opened = Dictionary.open(dictionary)) {
            FitText text = FitText.read(corpus, model, FitText.layout(model, opened.config(), CONTEXT), TOKENS);
            return new FitCheck(model, opened, address).run(text, l0);
        }
    }

    private Path trained(UnaryOperator<float[]> seen, Consumer<PrincipalDictionary> change, Declared declared)
            throws IOException {
        return trained(seen, change, declared, RESID);
    }

    /** A dictionary made of the tensor at an address as the training saw it, then changed, then declared. */
    private Path trained(
            UnaryOperator<float[]> seen, Consumer<PrincipalDictionary> change, Declared declared, Address at)
            throws IOException {
        PrincipalDictionary dictionary = new PrincipalDictionary(seen.apply(rows(at)));
        change.accept(dictionary);
        return dictionary.write(Files.createTempDirectory(folder, "sae"), declared);
    }

    /** Rows of the positions that count, {@code [n · 24]}. */
    private float[] rows(Address at) {
        int[][] windows = windows().windows();
        boolean[] counted = windows().counted(windows);
        float[] all;
        try (NDManager manager = Torch.manager().newSubManager()) {
            all = new ActivationReader(model, at).read(manager, windows).toFloatArray();
        }
        float[] kept = new float[all.length];
        int n = 0;
        for (int row = 0; row < counted.length; row++) {
            if (counted[row]) {
                System.arraycopy(all, row * WIDTH, kept, n * WIDTH, WIDTH);
                n++;
            }
        }
        return java.util.Arrays.copyOf(kept, n * WIDTH);
    }

    private FitText windows() {
        return FitText.read(
                corpus,
                model,
                new org.fragaria.corpus.TokenWindows.Layout(
                        CONTEXT,
                        java.util.OptionalInt.empty(),
                        model.tokenizer().bos()),
                TOKENS);
    }

    /** FVU and L0, each as its definition says, over all rows at once. */
    private double[] slowly(Path folder) {
        float[] rows = rows(RESID);
        int n = rows.length / WIDTH;
        double[] mean = new double[WIDTH];
        for (int at = 0; at < rows.length; at++) {
            mean[at % WIDTH] += (double) rows[at] / n;
        }
        try (Dictionary opened = Dictionary.open(folder);
                NDManager manager = Torch.manager().newSubManager()) {
            NDArray x = manager.create(rows, new ai.djl.ndarray.types.Shape(n, WIDTH));
            NDArray activations = opened.encode(x);
            float[] rebuilt = opened.decode(activations, x).toFloatArray();
            double error = 0;
            double variance = 0;
            for (int at = 0; at < rows.length; at++) {
                error += Math.pow((double) rows[at] - rebuilt[at], 2);
                variance += Math.pow(rows[at] - mean[at % WIDTH], 2);
            }
            long active = 0;
            for (float value : activations.toFloatArray()) {
                active += value > 0 ? 1 : 0;
            }
            return new double[] {error / variance, (double) active / n};
        }
    }

    private static float[] eachRow(float[] rows, Consumer<float[]> change) {
        float[] changed = rows.clone();
        for (int at = 0; at < rows.length; at += WIDTH) {
            float[] row = java.util.Arrays.copyOfRange(rows, at, at + WIDTH);
            change.accept(row);
            System.arraycopy(row, 0, changed, at, WIDTH);
        }
        return changed;
    }

    private static void centre(float[] row) {
        float mean = 0;
        for (float value : row) {
            mean += value / WIDTH;
        }
        for (int i = 0; i < WIDTH; i++) {
            row[i] -= mean;
        }
    }

    private static void rescale(float[] row) {
        float[] scaled = scaled(row, Math.sqrt(WIDTH) / norm(row, 0));
        System.arraycopy(scaled, 0, row, 0, WIDTH);
    }

    private static float[] scaled(float[] rows, double by) {
        float[] scaled = new float[rows.length];
        for (int at = 0; at < rows.length; at++) {
            scaled[at] = (float) (rows[at] * by);
        }
        return scaled;
    }

    private static double scale(float[] rows) {
        double norms = 0;
        for (int at = 0; at < rows.length; at += WIDTH) {
            norms += norm(rows, at);
        }
        return Math.sqrt(WIDTH) * (rows.length / WIDTH) / norms;
    }

    private static double norm(float[] rows, int from) {
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
            squares += (double) rows[from + i] * rows[from + i];
        }
        return Math.sqrt(squares);
    }
}
