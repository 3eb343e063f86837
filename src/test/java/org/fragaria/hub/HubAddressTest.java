package org.fragaria.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What people may write for a folder, and which variables say where the hub is. */
class HubAddressTest {

    @ParameterizedTest
    @CsvSource({
        "openai-community/gpt2, openai-community/gpt2, main, ''",
        "hf:openai-community/gpt2/, openai-community/gpt2, main, ''",
        "hf://owner/name@v1.0/a/b, owner/name, v1.0, a/b",
        "hf:gpt2, gpt2, main, ''",
        "hf:gpt2@main, gpt2, main, ''",
        "owner/name@refs/pr/3, owner/name, refs/pr/3, ''",
        "owner/name@refs/pr/3/a, owner/name, refs/pr/3, a",
        "google/gemma-scope-2b-pt-res/layer_0/width_16k/x, google/gemma-scope-2b-pt-res, main, layer_0/width_16k/x",
        "o/n/sae_group_blocks.0.hook_mlp_out:v1, o/n, main, sae_group_blocks.0.hook_mlp_out:v1"
    })
    void addresses(String text, String repository, String revision, String folder) {
        assertThat(HubAddress.unlessLocal(text)).contains(new HubAddress(repository, revision, folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "./owner/name", "../owner/name", "/owner/name", "~/models/gpt2", "", "a b/c"})
    void whatCanOnlyBeAPathIsMissing(String text) {
        assertThatThrownBy(() -> HubAddress.unlessLocal(text))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContainingAll("does not exist here", "owner/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf:", "hf:a b", "hf:o/n@", "o/n/../x", "o/n//x", "hf:o/n/./x", "hf:o/n/a\\b"})
    void brokenAddressesAreRefused(String text) {
        assertThatThrownBy(() -> HubAddress.unlessLocal(text)).isInstanceOf(InvalidException.class);
    }

    @Test
    void aPathThatExistsWins() {
        assertThat(HubAddress.unlessLocal("src/test")).isEmpty();
        assertThat(HubAddress.unlessLocal("hf:src/test")).isPresent();
    }

    @Test
    void variablesAreThoseOfHuggingFacesTools(@TempDir Path home) throws IOException {
        HubSettings plain = HubSettings.of(Map.of(), home);
        assertThat(plain.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(plain.endpoint()).hasToString("https://huggingface.co");
        assertThat(plain.token()).isEmpty();
        assertThat(plain.offline()).isFalse();
        Files.createDirectories(home.resolve("hf"));
        Files.writeString(home.resolve("hf/token"), "hf_fromfile\n");
        String hf = home.resolve("hf").toString();
        HubSettings set = HubSettings.of(
                Map.of("HF_HOME", hf, "HF_ENDPOINT", "http://mirror:8080/", "HF_HUB_OFFLINE", "True"), home);
        assertThat(set.cache()).isEqualTo(home.resolve("hf/hub"));
        assertThat(set.endpoint()).hasToString("http://mirror:8080");
        assertThat(set.token()).contains("hf_fromfile");
        assertThat(set.offline()).isTrue();
        assertThat(set.toString()).doesNotContain("hf_fromfile");
        assertThat(HubSettings.of(Map.of("HF_HOME", hf, "HF_TOKEN", "hf_x"), home)
                        .token())
                .contains("hf_x");
        assertThat(HubSettings.of(Map.of("HF_HOME", hf, "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"), home)
                        .token())
                .isEmpty();
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "mirror:8080"), home))
                .isInstanceOf(InvalidException.class);
    }
}
