package org.fragaria.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.TokenWindows.Cursor;
import org.fragaria.corpus.TokenWindows.Layout;
import org.fragaria.corpus.TokenWindows.Window;
import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenWindowsTest {

    private static final OptionalInt BOS = OptionalInt.of(1);
    private static final OptionalInt SEPARATOR = OptionalInt.of(2);
    /** Every character is its own code point's token. */
    private static final TextEncoder CHARACTERS = text -> text.chars().toArray();

    @TempDir
    Path folder = Path.of(".");

    private Corpus corpus;

    @BeforeEach
    void threeDocuments() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "[\"abc\",\"de\",\"fghij\"]");
        corpus = Corpus.open(List.of(file));
    }

    @Test
    void everyWindowBeginsWithBosAndDocumentsAreSeparated() {
        List<Window> windows = read(new Layout(5, BOS, SEPARATOR), Cursor.START);

        assertThat(windows).extracting(TokenWindowsTest::show).containsExactly("^abc|", "^de|f", "^ghij");
        assertThat(windows.get(0).documentStarts()).containsExactly(1);
        assertThat(windows.get(1).documentStarts()).containsExactly(1, 4);
        assertThat(windows.get(2).documentStarts()).isEmpty();
        assertThat(windows).extracting(Window::number).containsExactly(0L, 1L, 2L);
    }

    @Test
    void modelsWithoutBosHaveFullWindowsOfText() {
        assertThat(read(new Layout(4, OptionalInt.empty(), SEPARATOR), Cursor.START))
                .extracting(TokenWindowsTest::show)
                .containsExactly("abc|", "de|f", "ghij");
        assertThat(read(new Layout(4, OptionalInt.empty(), OptionalInt.empty()), Cursor.START))
                .extracting(TokenWindowsTest::show)
                .containsExactly("abcd", "efgh");
    }

    @Test
    void readingFromAnyCursorGivesTheSameWindowsAsReadingOn() throws IOException {
        Random random = new Random(7);
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < 60; i++) {
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append("x".repeat(1 + random.nextInt(30)))
                    .append('"');
        }
        Corpus many = Corpus.open(List.of(Files.writeString(folder.resolve("m.json"), json + "]")));
        for (Layout layout : List.of(
                new Layout(8, BOS, SEPARATOR),
                new Layout(7, OptionalInt.empty(), SEPARATOR),
                new Layout(16, BOS, OptionalInt.empty()))) {
            List<Window> all = new ArrayList<>();
            List<Cursor> cursors = new ArrayList<>(List.of(Cursor.START));
            try (TokenWindows windows = new TokenWindows(many, CHARACTERS, layout, Cursor.START)) {
                for (Optional<Window> w = windows.next(); w.isPresent(); w = windows.next()) {
                    all.add(w.get());
                    cursors.add(windows.cursor());
                }
            }
            for (int i = 0; i < cursors.size(); i++) {
                List<Window> rest = new ArrayList<>();
                try (TokenWindows windows = new TokenWindows(many, CHARACTERS, layout, cursors.get(i))) {
                    for (Optional<Window> w = windows.next(); w.isPresent(); w = windows.next()) {
                        rest.add(w.get());
                    }
                }
                assertThat(rest).usingRecursiveComparison().isEqualTo(all.subList(i, all.size()));
            }
        }
    }

    @Test
    void aCorpusShorterThanAWindowIsAnError() {
        assertThatThrownBy(() -> read(new Layout(64, BOS, SEPARATOR), Cursor.START))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("13 tokens")
                .hasMessageContaining("window of 64");
        assertThatThrownBy(() -> new Layout(1, BOS, SEPARATOR)).isInstanceOf(InvalidException.class);
    }

    private List<Window> read(Layout layout, Cursor from) {
        List<Window> found = new ArrayList<>();
        try (TokenWindows windows = new TokenWindows(corpus, CHARACTERS, layout, from)) {
            for (Optional<Window> w = windows.next(); w.isPresent(); w = windows.next()) {
                found.add(w.get());
            }
        }
        return found;
    }

    private static String show(Window window) {
        StringBuilder text = new StringBuilder();
        for (int token : window.tokens()) {
            text.append(token == 1 ? '^' : token == 2 ? '|' : (char) token);
        }
        return text.toString();
    }
}
