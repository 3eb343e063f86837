package org.fragaria.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.testsupport.ReferenceData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the registry says, and where it comes from. */
class RegistryTest {

    private static final Path OURS = Path.of("src/test/resources/hub/registry.yaml");

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private Registry registry() {
        return file(false).open(Optional.of(OURS.toString()));
    }

    private RegistryFile file(boolean offline) {
        HubObserver observer = new HubObserver() {
            @Override
            public void progress(Progress progress) {}

            @Override
            public void line(String text) {
                lines.add(text);
            }
        };
        URI endpoint = URI.create("https://hub.invalid");
        return new RegistryFile(
                new HubSettings(endpoint, folder.resolve("hub"), Optional.empty(), offline, folder.resolve("own")),
                observer);
    }

    @Test
    void everyFieldOfAReleaseIsRead() {
        Release release = registry().release("tiny-res");
        assertThat(release.repository()).isEqualTo("tests/tiny-saes");
        assertThat(release.model()).isEqualTo("tests/gpt2-tiny");
        assertThat(release.conversion()).isEmpty();
        assertThat(release.overrides())
                .isEqualTo(Map.of("model_from_pretrained_kwargs", Map.of("center_writing_weights", true)));
        assertThat(release.links()).containsEntry("model", "https://example.org/tiny");
        Published one = release.dictionary("blocks.0.hook_resid_pre");
        assertThat(one.address()).hasToString("tests/tiny-saes/blocks.0.hook_resid_pre");
        assertThat(one.neuronpedia()).contains("gpt2-tiny/0-res-t");
        assertThat(one.l0()).hasValue(8.5);
        assertThat(one.varianceExplained()).hasValue(0.75);
        assertThat(one.normScalingFactor()).hasValue(0.5);
        assertThat(release.dictionary("blocks.1.hook_resid_pre").normScalingFactor())
                .isEmpty();
        assertThat(registry().release("tiny-scope-att").conversion()).contains("gemma_2");
    }

    @Test
    void idsOfPagesAreNeuronpediasWhereItHasThem() {
        Release release = registry().release("tiny-res");
        Published known = release.dictionary("blocks.0.hook_resid_pre");
        assertThat(known.modelId() + "/" + known.sourceId()).isEqualTo("gpt2-tiny/0-res-t");
        Published unknown = release.dictionary("blocks.1.hook_resid_pre_64");
        assertThat(unknown.modelId()).isEqualTo("gpt2-tiny");
        assertThat(unknown.sourceId()).isEqualTo("1-tiny-res-blocks.1.hook_resid_pre_64");
        assertThat(registry().release("tiny-llama").dictionary("l7m_8x").sourceId())
                .isEqualTo("7-tiny-llama");
    }

    @Test
    void hooksFollowFromTheConversion() {
        Registry registry = registry();
        assertThat(registry.release("tiny-res")
                        .dictionary("blocks.1.hook_resid_pre_64")
                        .hook())
                .contains("blocks.1.hook_resid_pre");
        Release scope = registry.release("tiny-scope-att");
        assertThat(scope.dictionary("layer_3/width_16k/canonical").hook()).contains("blocks.3.attn.hook_z");
        assertThat(scope.dictionary("embedding/width_4k/average_l0_6").hook()).contains("hook_embed");
        assertThat(registry.release("tiny-llama").dictionary("l7m_8x").hook()).contains("blocks.7.hook_mlp_out");
    }

    @Test
    void aLayerOfACrossLayerTranscoderIsItsEncodersFile() {
        Published layer = registry().release("tiny-clt").dictionary("layer_1");
        assertThat(layer.address()).hasToString("tests/tiny-clt/W_enc_1.safetensors");
        assertThat(layer.hook()).as("config.yaml says").isEmpty();
        assertThat(layer.sourceId()).isEqualTo("1-tiny-clt-layer_1");
    }

    @Test
    void unknownNamesNameTheNearest() {
        assertThatThrownBy(() -> registry().release("tiny-ress"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContainingAll("tiny-ress", "has 4", "nearest are tiny-res");
        assertThatThrownBy(() -> registry().release("tiny-res").dictionary("blocks.7.hook_resid_pre"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContainingAll("It has 3", "blocks.0.hook_resid_pre", "releases tiny-res");
        assertThatThrownBy(() -> ModelNames.repository("gpt2-smal")).hasMessageContainingAll("gpt2-small", "--model");
        assertThat(ModelNames.repository("gpt2-small")).hasToString("openai-community/gpt2");
        assertThat(ModelNames.repository("a/b")).hasToString("a/b");
    }

    @Test
    void brokenRegistriesSayWhere() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "r:\n  repo_id: a/b\n  saes: []\n");
        assertThatThrownBy(() -> file(false).open(Optional.of(broken.toString())))
                .isInstanceOf(InvalidException.class)
                .hasMessageContainingAll("broken.yaml", "release r", "'model'");
        Path none = Files.writeString(folder.resolve("none.yaml"), "<html>: [");
        assertThatThrownBy(() -> file(false).open(Optional.of(none.toString())))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected YAML");
        assertThatThrownBy(() -> file(false).open(Optional.of("nowhere.yaml"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aCopyServesForADayAndWhereTheAddressIsDown() throws IOException {
        String url;
        try (HubServer server = new HubServer()) {
            server.with("tests/registry", "registry.yaml", Files.readAllBytes(OURS));
            url = server.url() + "/tests/registry/resolve/main/registry.yaml";
            assertThatThrownBy(() -> file(true).open(Optional.of(url)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("HF_HUB_OFFLINE", "--registry");
            assertThat(file(false).open(Optional.of(url)).releases()).hasSize(4);
            file(false).open(Optional.of(url));
            assertThat(server.requests).hasSize(1);
        }
        assertThat(file(true).open(Optional.of(url)).releases()).hasSize(4);
        try (var copies = Files.list(folder.resolve("own"))) {
            for (Path copy : copies.toList()) {
                Files.setLastModifiedTime(copy, FileTime.from(Instant.EPOCH));
            }
        }
        assertThat(file(false).open(Optional.of(url)).releases()).hasSize(4);
        assertThat(lines).singleElement().asString().contains("using the copy");
    }

    @Test
    @Tag("reference")
    @EnabledIf("org.fragaria.testsupport.ReferenceData#present")
    void theRealRegistryIsReadWhole() {
        Path real = ReferenceData.path("saelens-registry/pretrained_saes.yaml");
        long began = System.nanoTime();
        Registry registry = file(false).open(Optional.of(real.toString()));
        System.out.printf("real registry read in %.0f ms%n", (System.nanoTime() - began) / 1e6);
        List<Published> all = registry.releases().stream()
                .flatMap(release -> release.dictionaries().stream())
                .toList();
        assertThat(registry.releases()).hasSize(73);
        assertThat(all).hasSize(4500);
        assertThat(all.stream().filter(one -> one.normScalingFactor().isPresent()))
                .hasSize(301);
        registry.releases().forEach(release -> ModelNames.repository(release.model()));
        assertThat(all.stream().filter(one -> one.hook().isEmpty()))
                .as("dictionaries of foreign formats whose place neither name nor files say")
                .allMatch(one -> one.release()
                        .conversion()
                        .map(name -> name.equals("mntss_clt_layer_transcoder")) // their config.yaml does
                        .orElse(true));
        Published jb = registry.release("gpt2-small-res-jb").dictionary("blocks.7.hook_resid_pre");
        assertThat(jb.modelId() + "/" + jb.sourceId()).isEqualTo("gpt2-small/7-res-jb");
    }
}
