package org.fragaria.explanation.automatic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The wording of every question to a language model, kept in {@code golden/PromptsTest}: scores made with one wording do
 * not compare with those made with another. {@code -Dgolden.write=true} writes them anew.
 */
class PromptsTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "PromptsTest");

    private static final Material MATERIAL = new Material(
            List.of(
                    new Passage(
                            3,
                            List.of(
                                    "Owl", " found", " the", " red", " straw", "berry", ",", "\n", "still", " wet",
                                    "."),
                            new float[] {0, 0, 0, 1.3f, 7.9f, 8.61f, 0, 0, 0.2f, 0, 0},
                            5),
                    new Passage(
                            9,
                            List.of("“", "Where", " is", " it", "?”", " <script>", "\t", "x"),
                            new float[] {0, 0, 0, 3.3f, 0, 0.5f, 0, 0},
                            3)),
            List.of(" jam", " patch", "s\n"),
            8.61f);

    @ParameterizedTest
    @EnumSource(Method.class)
    void requestForAnExplanation(Method method) throws IOException {
        check(method.id(), method.prompt(MATERIAL));
    }

    @Test
    void questionsOfExams() throws IOException {
        Passage first = MATERIAL.strongest().getFirst();
        Passage second = MATERIAL.strongest().getLast();
        check(
                "detection",
                Exam.DETECTION.prompt(
                        "the fruit of the story",
                        List.of(new Exam.Question(first, Set.of(), true), new Exam.Question(second, Set.of(), false))));
        check(
                "fuzzing",
                Exam.FUZZING.prompt(
                        "the fruit of the story",
                        List.of(
                                new Exam.Question(first, first.active(), true),
                                new Exam.Question(second, Set.of(1, 2), false))));
    }

    private static void check(String name, Prompt prompt) throws IOException {
        Path file = GOLDEN.resolve(name + ".txt");
        String now = prompt.system() + "\n-----\n" + prompt.user() + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, now);
        }
        assertThat(now).isEqualTo(Files.readString(file));
    }
}
