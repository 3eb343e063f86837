package org.fragaria.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Dictionary;
import org.fragaria.fit.FitReport.Verdict;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.weights.SafetensorsWriter;
import org.fragaria.weights.Weights;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transcoders that compute a part of the model exactly, a linear map by their skip connection and a norm's gain by their
 * features, and the same ones read wrongly.
 */
class TranscoderFitTest {

    private static final int WIDTH = 24;
    private static final int FEATURES = 48;
    private static final Path GPT2 = Path.of("src/test/resources/model/gpt2-tiny");
    private static final Path LLAMA = Path.of("src/test/resources/model/llama-tiny");

    @TempDir
    Path folder;

    @Test
    void aTransposedSkipConnectionIsNamed() throws IOException {
        float[] map = tensor(GPT2, "transformer.h.1.attn.c_proj.weight"); // stored [in, out]
        float[] bias = tensor(GPT2, "transformer.h.1.attn.c_proj.bias");

        FitReport right = check(GPT2, write("right", "attn.hook_z", "hook_attn_out", transposed(map), bias));
        assertThat(right.verdict()).isEqualTo(Verdict.OK);
        assertThat(right.declared().fvu()).isLessThan(1e-6);

        FitReport wrong = check(GPT2, write("wrong", "attn.hook_z", "hook_attn_out", map, bias));
        assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.MISMATCH);
        assertThat(wrong.finding()).contains("skip connection transposed", "save W_skip transposed");
    }

    @Test
    void aNormBeforeItsGainIsNamed() throws IOException {
        float[] gain = tensor(LLAMA, "model.layers.1.post_attention_layernorm.weight");
        float[] encoder = new float[WIDTH * FEATURES];
        float[] decoder = new float[FEATURES * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            encoder[i * FEATURES + i] = 1;
            encoder[i * FEATURES + WIDTH + i] = -1;
            decoder[i * WIDTH + i] = gain[i];
            decoder[(WIDTH + i) * WIDTH + i] = -gain[i];
        }
        Path transcoder = config("raw", "transcoder", "hook_resid_mid", "mlp.hook_in");
        weights(encoder, decoder, new float[WIDTH]).write(transcoder.resolve("sae_weights.safetensors"));

        FitReport report = check(LLAMA, transcoder);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.MISMATCH);
        assertThat(report.finding())
                .as(report.toString())
                .contains("resid_mid.1 over its root mean square", "ln2.hook_normalized");
        assertThat(report.alternatives().getFirst().fvu()).isLessThan(1e-5);
    }

    private FitReport check(Path from, Path transcoder) throws IOException {
        Path text = Files.writeString(
                folder.resolve("text.txt"), "It rained all day, and the path was wet. The sky was grey. ".repeat(30));
        try (LanguageModel model = LanguageModel.open(from, Precision.EXACT);
                Dictionary opened = Dictionary.open(transcoder)) {
            FitText read =
                    FitText.read(Corpus.open(List.of(text)), model, FitText.layout(model, opened.config(), 32), 512);
            return new FitCheck(model, opened, opened.config().address()).run(read, OptionalDouble.empty());
        }
    }

    /** A transcoder of layer 1 whose features never fire; {@code skip [dOut, dIn]} as SAELens stores it. */
    private Path write(String name, String in, String out, float[] skip, float[] bias) throws IOException {
        Path transcoder = config(name, "skip_transcoder", in, out);
        weights(new float[WIDTH * FEATURES], new float[FEATURES * WIDTH], bias)
                .add("W_skip", skip, WIDTH, WIDTH)
                .write(transcoder.resolve("sae_weights.safetensors"));
        return transcoder;
    }

    private Path config(String name, String architecture, String in, String out) throws IOException {
        Path transcoder = Files.createDirectory(folder.resolve(name));
        Files.writeString(transcoder.resolve("cfg.json"), """
                {"architecture": "%s", "d_in": %d, "d_out": %d, "d_sae": %d, "dtype": "float32",
                 "apply_b_dec_to_input": false, "normalize_activations": "none",
                 "metadata": {"sae_lens_version": "6.18.0", "model_name": "tiny", "prepend_bos": false,
                              "hook_name": "blocks.1.%s", "hook_name_out": "blocks.1.%s"}}
                """.formatted(architecture, WIDTH, WIDTH, FEATURES, in, out));
        return transcoder;
    }

    private static SafetensorsWriter weights(float[] encoder, float[] decoder, float[] bias) {
        return new SafetensorsWriter()
                .add("W_enc", encoder, WIDTH, FEATURES)
                .add("W_dec", decoder, FEATURES, WIDTH)
                .add("b_enc", new float[FEATURES], FEATURES)
                .add("b_dec", bias, WIDTH);
    }

    private static float[] tensor(Path model, String name) {
        try (Weights weights = Weights.open(model)) {
            return weights.floats(name, 0, (int) weights.info(name).elements());
        }
    }

    private static float[] transposed(float[] square) {
        float[] turned = new float[square.length];
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                turned[j * WIDTH + i] = square[i * WIDTH + j];
            }
        }
        return turned;
    }
}
