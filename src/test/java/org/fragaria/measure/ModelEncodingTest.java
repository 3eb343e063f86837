package org.fragaria.measure;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.engine.ActivationReader;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;

class ModelEncodingTest {

    private static final int WIDTH = 24;
    private static final int FEATURES = 5;

    @TempDir
    Path folder;

    /** With a decoder of zeros the prediction is the bias, so the error is the tensor at the output without it. */
    @Test
    void transcoderIsComparedWithTheTensorAtItsOutput() throws IOException {
        writeTranscoder();
        int[][] windows = {{1, 5, 9, 40}, {1, 7, 7, 8}};
        try (LanguageModel model = LanguageModel.open(Path.of("src/test/resources/model/llama-tiny"), Precision.EXACT);
                Dictionary dictionary = Dictionary.open(folder);
                NDManager manager = Torch.manager().newSubManager()) {
            ModelEncoding encoding =
                    new ModelEncoding(model, dictionary, dictionary.config().address());
            float[] y = new ActivationReader(model, Address.parse("mlp_out.1"))
                    .read(manager, windows)
                    .toFloatArray();
            encoding.encode(windows, true, encoded -> {
                assertThat(floats(encoded.x())).isEqualTo(y);
                float[] error = floats(encoded.error());
                for (int i = 0; i < y.length; i++) {
                    assertThat(error[i]).isEqualTo(y[i] - 0.5f);
                }
            });
            assertThat(encoding.dOut()).isEqualTo(WIDTH);
        }
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.duplicate().get(values);
        return values;
    }

    private void writeTranscoder() throws IOException {
        Random random = new Random(4);
        float[] encoder = new float[WIDTH * FEATURES];
        float[] bias = new float[WIDTH];
        for (int i = 0; i < encoder.length; i++) {
            encoder[i] = (float) random.nextGaussian();
        }
        java.util.Arrays.fill(bias, 0.5f);
        new SafetensorsWriter()
                .add("W_enc", encoder, WIDTH, FEATURES)
                .add("W_dec", new float[WIDTH * FEATURES], FEATURES, WIDTH)
                .add("b_enc", new float[FEATURES], FEATURES)
                .add("b_dec", bias, WIDTH)
                .write(folder.resolve("sae_weights.safetensors"));
        Files.writeString(
                folder.resolve("cfg.json"),
                "{\"architecture\":\"transcoder\",\"d_in\":24,\"d_out\":24,\"d_sae\":5,\"metadata\":{\"sae_lens_version\":"
                        + "\"6.18.0\",\"hook_name\":\"blocks.1.mlp.hook_in\",\"hook_name_out\":\"blocks.1.hook_mlp_out\"}}");
    }
}
