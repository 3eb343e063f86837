package org.fragaria.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.SteerRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An intervention as the words of an address, there and back. */
class ChangeWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2-res/877",
                "2-res/877 clamp",
                "2-res/877 clamp 1.2 max generated",
                "2-res/877 -0.5",
                "2-res/877 add 3 raw",
                "vector/ab_12 add 0.3 norm all",
                "2-res/877 ablate range 3-7",
                "2-res/877 ablate range 3-",
                "2-res/877 add 1 max tokens \" the\" \"say \\\"ah\\\"\"",
                "2-res/877 clamp 0 max last where 3-res/2114 > 2.5 special off",
                "2-res/877 off"
            })
    void wordsComeBackAsTheyWere(String words) {
        InterventionSpec spec = ChangeWords.read(words);
        assertThat(ChangeWords.write(spec)).isEqualTo(words);
        assertThat(ChangeWords.read(ChangeWords.write(spec))).isEqualTo(spec);
    }

    @Test
    void wordsMeanWhatTheySay() {
        InterventionSpec spec = ChangeWords.read("2-res/877 clamp 1.2 raw prompt where 3-res/5 > 2 off");
        assertThat(spec.source()).isEqualTo("2-res");
        assertThat(spec.feature()).isEqualTo(877);
        assertThat(spec.method()).isEqualTo("clamp");
        assertThat(spec.strength()).isEqualTo(1.2);
        assertThat(spec.unit()).isEqualTo("raw");
        assertThat(spec.positions()).isEqualTo("prompt");
        assertThat(spec.where()).isEqualTo(new InterventionSpec.Where("3-res", 5, 2));
        assertThat(spec.applied()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing                       | a feature first
            2-res/x                       | a feature first
            2-res/1 add 1 max all again   | is out of place
            2-res/1 range                 | range 3-7
            2-res/1 tokens the            | tokens in quotes
            2-res/1 where 3 > 2           | a condition
            2-res/1 off where 3-r/1       | a condition
            """)
    void mistakesAreNamed(String words, String named) {
        assertThatThrownBy(() -> ChangeWords.read(words))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("An example");
    }

    @Test
    void jsonMeansTheSameAsTheAddress() {
        SteerRequest request = LabRequests.read("""
                {"prompt": "a & b", "interventions": [{"source": "2-res", "feature": 7, "strength": 2}],
                 "topP": 0.9, "seed": 3, "stop": ["\\n", "end"]}""");
        assertThat(LabRequests.query(request))
                .isEqualTo("prompt=a+%26+b&change=2-res%2F7+2&top_p=0.9&seed=3&stop=%5Cn&stop=end");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"promt": "a"}                                             | promt
            [1]                                                        | no run as JSON
            {"prompt": "a", "tokens": 0}                               | from 1 to 256
            {"prompt": "a", "temperature": 3}                          | from 0 to 2
            {"prompt": "a", "topP": 0}                                 | Top-p
            {"prompt": "a", "interventions": [{"strength": 1e9}]}      | 1,000,000
            """)
    void badJsonIsRefusedInWords(String json, String named) {
        assertThatThrownBy(() -> LabRequests.read(json)).hasMessageContaining(named);
    }
}
