package org.fragaria.search;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlacesTest {

    @ParameterizedTest
    @CsvSource({
        "2-res-300/12, 2-res-300/12",
        "village/2-res-300/12, village/2-res-300/12",
        "http://localhost:3000/village/2-res-300/12, village/2-res-300/12",
        "localhost:3000/village/2-res-300/12?show=full#test, village/2-res-300/12",
        "https://www.neuronpedia.org/gpt2-small/8-res-jb/14771?embed=true, gpt2-small/8-res-jb/14771",
        "neuronpedia.org/gpt2-small/8-res-jb/14771, gpt2-small/8-res-jb/14771",
        "https://www.neuronpedia.org/api/feature/gpt2-small/8-res-jb/14771, gpt2-small/8-res-jb/14771",
        "https://example.org/village/2-res-300/12/steer, village/2-res-300/12"
    })
    void anAddressIsReadFromWhatPeoplePaste(String words, String address) {
        assertThat(Places.address(" " + words + "\n").orElseThrow()).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strawberry",
                "2114",
                "and/or",
                "1/2 of them",
                "a/b/c",
                "https://example.org/",
                "2-res/99999999999"
            })
    void otherWordsAreNone(String words) {
        assertThat(Places.address(words)).isEmpty();
    }

    @Test
    void longTextIsReadInNoTime() {
        long before = System.nanoTime();
        assertThat(Places.address("a.".repeat(50_000) + "/")).isEmpty();
        assertThat(Places.address("a/".repeat(50_000))).isEmpty();
        assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
    }

    @Test
    void theSetOfASourceIsWhatFollowsItsLayer() {
        assertThat(Filter.set("2-res-4k")).isEqualTo("res-4k");
        assertThat(Filter.set("12-mlp")).isEqualTo("mlp");
        assertThat(Filter.set("custom")).isEqualTo("custom");
        assertThat(Filter.set("7")).isEqualTo("7");
    }
}
