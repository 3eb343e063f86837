package org.fragaria.explanation.automatic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Explanation: the word strawberry",
                "explanation:   the word strawberry  ",
                "**Explanation:** the word strawberry",
                "[EXPLANATION]: the word strawberry",
                "Let me think.\nExplanation: something\n\nExplanation: \"the word strawberry\""
            })
    void theLastLineThatExplainsCounts(String answer) throws NoAnswerException {
        assertThat(Answers.explanation(answer)).isEqualTo("the word strawberry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "the word strawberry", "I cannot help with that.", "Explanation:", "Explanation: ?"})
    void anythingElseIsNoExplanation(String answer) {
        assertThatThrownBy(() -> Answers.explanation(answer)).isInstanceOf(NoAnswerException.class);
    }

    @Test
    void verdictsAreReadWithWordsAround() throws NoAnswerException {
        assertThat(Answers.verdicts("Here: [1, 0,1]", 3)).containsExactly(true, false, true);
        assertThat(Answers.verdicts("```json\n[\n 0,\n 0\n]\n```", 2)).containsExactly(false, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 0 1",
                "[]",
                "[1, 0]",
                "[1, 0, 1, 1]",
                "[1, 0, 2]",
                "[1,,0]",
                "[1, 0, 1] or [0, 0, 1]",
                "[\"1\",0,1]"
            })
    void anythingElseIsNoVerdict(String answer) {
        assertThatThrownBy(() -> Answers.verdicts(answer, 3)).isInstanceOf(NoAnswerException.class);
    }
}
