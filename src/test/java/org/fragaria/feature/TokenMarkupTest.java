package org.fragaria.feature;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenMarkupTest {

    private static Token silent(String text) {
        return new Token(1, text, 0, 0);
    }

    @Test
    void levelIsTheTenthOfTheMaximumRoundedUp() {
        assertThat(Token.level(0, 10)).isZero();
        assertThat(Token.level(-1, 10)).isZero();
        assertThat(Token.level(0.01f, 10)).isEqualTo(1);
        assertThat(Token.level(1, 10)).isEqualTo(1);
        assertThat(Token.level(1.01f, 10)).isEqualTo(2);
        assertThat(Token.level(10, 10)).isEqualTo(10);
        assertThat(Token.level(25, 10)).isEqualTo(10);
        assertThat(Token.level(3, 0)).isZero();
        assertThat(Token.level(Float.NaN, 10)).isZero();
    }

    @Test
    void everythingIsEscaped() {
        Strip strip = new Strip(
                0, 0, 1, List.of(silent("<b>&"), new Token(2, "\"<i>", 3, 10), silent("<script>"), silent("\n")), 0);
        for (String html :
                List.of(TokenMarkup.kwic(strip), TokenMarkup.strip(strip), TokenMarkup.tokens(strip.tokens()))) {
            assertThat(html).contains("&lt;b&gt;&amp;", "&quot;&lt;i&gt;", "&lt;script&gt;", "&#8629;");
            assertThat(html).doesNotContain("<b>", "<i>", "<script>");
        }
    }

    @Test
    void silentTokensOfAConcordanceAreOnePieceOfText() {
        Strip strip = new Strip(
                0, 0, 2, List.of(silent("Fox"), silent(" hid"), new Token(7, " it", 8.61f, 10), silent(".")), 3);
        assertThat(TokenMarkup.kwic(strip))
                .contains("<span class=\"l\"><span class=\"q\">Fox hid</span></span>")
                .contains("<span class=\"r\"><mark class=\"t s a10 max\" data-id=\"7\" title=\"8.61\"> it</mark>")
                .contains("<span class=\"q\">.</span>")
                .contains(">+3</span>");
    }
}
