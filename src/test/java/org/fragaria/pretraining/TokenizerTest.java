package org.fragaria.pretraining;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.model.Tokenizer;
import org.fragaria.village.Document;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

import static org.assertj.core.api.Assertions.assertThat;

class TokenizerTest {

    private static final String[] TEXTS = {
        "The dog walked past the mill.",
        "It's 12 + 345 = 357,  isn't it?\n\n\tYes ...",
        "for (int i = 0; i < 10; i++) {\n    sum += a[i] * x2;\n}",
        "La fraise est sous l'église; für 3 Äpfel — naïve 😀 ½ ²",
        "  leading and trailing  ",
        "",
        "7"
    };

    @TempDir
    private Path folder;

    private final Lessons lessons = new SmallVillage();

    @Test
    void huggingFacesLibraryAgrees() {
        TokenizerTraining.run(lessons, folder, 100_000, 390, 64);
        BytePairs ours = TokenizerFiles.read(folder);
        try (Tokenizer theirs = Tokenizer.open(folder)) {
            for (String text : TEXTS) {
                assertThat(theirs.encode(text, false)).as(text).isEqualTo(ours.encode(text));
            }
            for (int n = 0; n < 200; n++) {
                String text = lessons.document(n, Split.TEST, Stage.ALL).text();
                assertThat(theirs.encode(text, false)).as(text).isEqualTo(ours.encode(text));
            }
            assertThat(theirs.encode("7")).isEqualTo(new int[] {0, ours.encode("7")[0]});
            assertThat(theirs.bos()).hasValue(BytePairs.START_ID);
            assertThat(theirs.decode(theirs.encode(TEXTS[3]))).isEqualTo(TEXTS[3]);
        }
    }

    @Test
    void frequentWordsAreSingleTokens() {
        TokenizerTraining.Learned learned = TokenizerTraining.run(lessons, folder, 300_000, 600, 64);
        assertThat(learned.whole()).isEqualTo(learned.words());
    }

    @Test
    void digitsAreSingleTokens() {
        TokenizerTraining.run(lessons, folder, 50_000, 300, 64);
        BytePairs pairs = TokenizerFiles.read(folder);
        assertThat(pairs.encode(" 12345")).hasSize(6);
        assertThat(pairs.encode("1")[0]).isEqualTo(pairs.encode(" 1")[1]);
    }

    @Test
    void sameTextGivesTheSameFile() throws Exception {
        TokenizerTraining.run(lessons, folder.resolve("a"), 50_000, 350, 64);
        TokenizerTraining.run(lessons, folder.resolve("b"), 50_000, 350, 64);
        assertThat(folder.resolve("a/tokenizer.json")).hasSameBinaryContentAs(folder.resolve("b/tokenizer.json"));
        assertThat(Files.size(folder.resolve("a/tokenizer_config.json"))).isPositive();
    }

    @Test
    void lessonKnowsWhichTokenIsThePlace() {
        TokenizerTraining.run(lessons, folder, 100_000, 390, 64);
        BytePairs pairs = TokenizerFiles.read(folder);
        for (int n = 0; n < 100; n++) {
            Document document = lessons.document(n, Split.TRAIN, Stage.ALL);
            Lesson lesson = Lesson.of(document, pairs);
            for (int s = 0; s < lesson.said().length; s++) {
                int[] before = Arrays.copyOfRange(lesson.ids(), 1, lesson.said()[s]);
                assertThat(text(pairs, before)).endsWith("\"It is in the");
                String place = " " + document.statements().get(s).said();
                assertThat(place).startsWith(text(pairs, lesson.ids()[lesson.said()[s]]));
            }
        }
    }

    private static String text(BytePairs pairs, int... ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(new String(pairs.bytes(id), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
