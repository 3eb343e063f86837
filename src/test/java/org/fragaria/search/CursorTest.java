package org.fragaria.search;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CursorTest {

    private static final String QUESTION = "/search?q=strawberry";

    @Test
    void aCursorLeadsBackToItsOffset() {
        assertThat(Cursor.offset(Cursor.of(25, QUESTION), QUESTION)).isEqualTo(25);
        assertThat(Cursor.offset(null, QUESTION)).isZero();
    }

    @Test
    void aCursorOfAnotherQuestionIsRefused() {
        String cursor = Cursor.of(25, QUESTION);
        assertThatThrownBy(() -> Cursor.offset(cursor, "/search?q=plum"))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "", "AAAA", "////", "not a cursor", "AAAAAAAAAAA", "f____wAAAAA"})
    void whatIsNoCursorIsRefused(String text) {
        assertThatThrownBy(() -> Cursor.offset(text, QUESTION)).isInstanceOf(InvalidException.class);
    }
}
