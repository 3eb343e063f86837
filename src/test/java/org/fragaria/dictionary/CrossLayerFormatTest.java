package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.intervention.Intervention;
import org.fragaria.intervention.InterventionReader;
import org.fragaria.intervention.Method;
import org.fragaria.intervention.Positions;
import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.torch.Torch;
import org.fragaria.weights.SafetensorsWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is refused of cross-layer transcoders, and how. */
class CrossLayerFormatTest {

    @TempDir
    Path folder;

    private Path copy(String... names) throws IOException {
        for (String name : names) {
            Files.copy(CrossLayerGoldenTest.FIXTURES.resolve("relu").resolve(name), folder.resolve(name));
        }
        return folder;
    }

    @Test
    void folderOfManyLayersNeedsOneNamed() {
        assertThatThrownBy(() -> Dictionary.open(CrossLayerGoldenTest.FIXTURES.resolve("relu")))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected one layer of a cross-layer transcoder, found 3")
                .hasMessageContaining("W_enc_0.safetensors");
    }

    @Test
    void folderOfOneLayerIsThatLayer() throws IOException {
        try (Dictionary dictionary = Dictionary.open(copy("W_enc_2.safetensors", "W_dec_2.safetensors"))) {
            assertThat(dictionary.config().span()).contains(new Transcoding.Span(2, 3));
            assertThat(dictionary.provenance().assumptions()).anyMatch(said -> said.contains("no config.yaml"));
        }
    }

    @Test
    void decoderIsNotWhatIsNamed() {
        Path decoder = CrossLayerGoldenTest.FIXTURES.resolve("relu/W_dec_1.safetensors");
        assertThatThrownBy(() -> Dictionary.open(decoder)).hasMessageContaining("Name W_enc_N.safetensors");
    }

    @Test
    void bothFilesAreNeeded() throws IOException {
        copy("W_enc_1.safetensors");
        assertThatThrownBy(() -> Dictionary.open(folder)).hasMessageContaining("expected W_dec_1.safetensors beside");
    }

    @Test
    void otherKindOfModelIsRefused() throws IOException {
        copy("W_enc_1.safetensors", "W_dec_1.safetensors");
        Files.writeString(folder.resolve("config.yaml"), "model_kind: transcoder_set\n");
        assertThatThrownBy(() -> Dictionary.open(folder)).hasMessageContaining("key 'model_kind'");
    }

    @Test
    void filesOfTwoTranscodersAreRefused() throws IOException {
        copy("W_enc_1.safetensors");
        new SafetensorsWriter()
                .add("W_dec_1", new float[5 * 2 * 8], 5, 2, 8)
                .write(folder.resolve("W_dec_1.safetensors"));
        assertThatThrownBy(() -> Dictionary.open(folder))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected rows of 24 features, as its encoder has, found 5");
    }

    @Test
    void matrixIsNoDecoder() throws IOException {
        copy("W_enc_1.safetensors");
        new SafetensorsWriter().add("W_dec_1", new float[24 * 8], 24, 8).write(folder.resolve("W_dec_1.safetensors"));
        assertThatThrownBy(() -> Dictionary.open(folder)).hasMessageContaining("layers from 1 to the last");
    }

    @Test
    void thresholdBelowZeroIsRefused() throws IOException {
        copy("W_dec_2.safetensors");
        float[] thresholds = new float[24];
        thresholds[3] = -0.5f;
        new SafetensorsWriter()
                .add("W_enc_2", new float[24 * 8], 24, 8)
                .add("b_enc_2", new float[24], 24)
                .add("b_dec_2", new float[8], 8)
                .add("threshold_2", thresholds, 24)
                .write(folder.resolve("W_enc_2.safetensors"));
        assertThatThrownBy(() -> Dictionary.open(folder))
                .hasMessageContaining("expected thresholds from 0, found -0.5 for feature 3");
    }

    @Test
    void steeringAddsToEveryLayerItsOwnRow() {
        try (Dictionary dictionary =
                Dictionary.open(CrossLayerGoldenTest.FIXTURES.resolve("relu/W_enc_1.safetensors"))) {
            List<Intervention> added = new InterventionReader(Optional.of(dictionary))
                    .read("{\"feature\":4,\"strength\":2,\"specialTokens\":true}");
            assertThat(added)
                    .extracting(Intervention::address)
                    .containsExactly(Address.parse("mlp_out.1"), Address.parse("mlp_out.2"));
            assertThat(added)
                    .allMatch(change -> change.strength() == 2 && change.scope().specialTokens());
            assertThat(added.get(0).direction()).isEqualTo(dictionary.decoderRow(4, 1));
            assertThat(added.get(1).direction()).isEqualTo(dictionary.decoderRow(4, 2));
            assertThatThrownBy(() -> Intervention.allOnFeature(dictionary, 4, Method.CLAMP, 2, Positions.ALL))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("expected add");
        }
    }

    @Test
    void featureOfManyTargetsIsNotSteeredAtOne() {
        try (Dictionary dictionary =
                Dictionary.open(CrossLayerGoldenTest.FIXTURES.resolve("relu/W_enc_1.safetensors"))) {
            assertThatThrownBy(() -> Intervention.onFeature(dictionary, 4, Method.ADD, 2, Positions.ALL))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("this one writes to 2");
        }
    }

    @Test
    void predictionNeedsAllLayers() throws IOException {
        copy("W_enc_0.safetensors", "W_dec_0.safetensors", "W_enc_2.safetensors", "W_dec_2.safetensors");
        assertThatThrownBy(() -> CrossLayerTranscoder.open(folder))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("found no W_enc_1.safetensors");
    }

    @Test
    void lastLayersAreMissed() throws IOException {
        copy("W_enc_0.safetensors", "W_dec_0.safetensors", "W_enc_1.safetensors", "W_dec_1.safetensors");
        assertThatThrownBy(() -> CrossLayerTranscoder.open(folder))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected a layer of 2, as many as there are files")
                .hasMessageContaining("found one of 3");
    }

    @Test
    void predictionNeedsActivationsOfAllLayersUpToIt() {
        try (CrossLayerTranscoder whole = CrossLayerTranscoder.open(CrossLayerGoldenTest.FIXTURES.resolve("relu"));
                NDManager manager = Torch.manager().newSubManager()) {
            NDArray x = manager.ones(new Shape(2, 8));
            NDArray none = manager.zeros(new Shape(2, 24));
            assertThat(whole.predict(1, List.of(none, none), x).getShape()).isEqualTo(new Shape(2, 8));
            assertThatThrownBy(() -> whole.predict(1, List.of(none), x))
                    .hasMessageContaining("expected activations of the layers 0 to 1");
            assertThatThrownBy(() -> whole.predict(1, List.of(none, manager.zeros(new Shape(3, 24))), x))
                    .hasMessageContaining("expected activations of 2 positions, found those of 3");
            assertThatThrownBy(() -> whole.predict(3, List.of(), x)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void oneLayerPredictsNothing() {
        try (Dictionary dictionary =
                        Dictionary.open(CrossLayerGoldenTest.FIXTURES.resolve("relu/W_enc_1.safetensors"));
                NDManager manager = Torch.manager().newSubManager()) {
            NDArray x = manager.ones(new Shape(2, 8));
            assertThatThrownBy(() -> dictionary.decode(dictionary.encode(x), x))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("decoding needs all layers: this is layer 1 of the 3");
            assertThatThrownBy(() -> dictionary.decoderRow(4, 0))
                    .isInstanceOf(InvalidException.class)
                    .hasMessageContaining("write to the layers 1 to 2, not to layer 0");
            assertThatThrownBy(() -> dictionary.decoderRow(24, 1)).isInstanceOf(NotFoundException.class);
        }
    }
}
