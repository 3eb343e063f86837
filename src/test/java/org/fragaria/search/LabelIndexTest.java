package org.fragaria.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.UnavailableException;
import org.fragaria.search.LabelIndex.Extent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LabelIndexTest {

    @TempDir
    Path folder;

    private LabelIndex index;

    @BeforeEach
    void open() {
        index = LabelIndex.open(folder);
        put("a", "2-res", 2, 1, "The strawberry of the story", "human", 0.002, 0.8);
        put("a", "2-res", 2, 2, "Fruit one can eat", "offline", 0.01, 0.5);
        put("a", "3-mlp", 3, 1, "A café by the river", "offline", 0.2, Double.NaN);
        put("b", "2-res", 2, 7, "Strawberries, in German", "human", 0.00001, 0.1);
        index.refresh();
    }

    @AfterEach
    void close() {
        index.close();
    }

    private void put(
            String model,
            String source,
            int layer,
            int feature,
            String text,
            String method,
            double density,
            double lookup) {
        index.put(new LabelEntry(model, source, layer, feature, text, method, density, lookup), unit(text.hashCode()));
    }

    private static float[] unit(int seed) {
        Random random = new Random(seed);
        float[] direction = new float[Meaning.WIDTH];
        double square = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
            square += direction[i] * (double) direction[i];
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= (float) Math.sqrt(square);
        }
        return direction;
    }

    private List<String> found(String words, Filter filter) {
        return new LabelQuestion(index)
                .find(words, null, filter, 0, 10).stream()
                        .map(hit -> hit.model() + "/" + hit.source() + "/" + hit.index())
                        .toList();
    }

    @Test
    void wordsFindPluralsAndAccents() {
        assertThat(found("strawberry", Filter.NONE)).containsExactlyInAnyOrder("a/2-res/1", "b/2-res/7");
        assertThat(found("CAFE", Filter.NONE)).containsExactly("a/3-mlp/1");
        assertThat(found("\"of the story\" fruit", Filter.NONE)).containsExactly("a/2-res/1");
    }

    @Test
    void meaningFindsWhatSharesNoWord() {
        List<LabelHit> hits =
                new LabelQuestion(index).find("strawberry", unit("Fruit one can eat".hashCode()), Filter.NONE, 0, 10);
        assertThat(hits).anySatisfy(hit -> {
            assertThat(hit.text()).isEqualTo("Fruit one can eat");
            assertThat(hit.byMeaning()).isTrue();
            assertThat(hit.byWords()).isFalse();
        });
        assertThat(hits).hasSize(3); // of random directions nothing else is alike
    }

    @Test
    void filtersLeaveOut() {
        String words = "strawberry fruit river";
        assertThat(found(words, filter("a", "", -1, List.of(), 0, 1, 1, ""))).hasSize(3);
        assertThat(found(words, filter("", "mlp", -1, List.of(), 0, 1, 1, ""))).containsExactly("a/3-mlp/1");
        assertThat(found(words, filter("", "", 2, List.of(), 0, 1, 1, ""))).hasSize(3);
        assertThat(found(words, filter("", "", -1, List.of("3-mlp"), 0, 1, 1, "")))
                .containsExactly("a/3-mlp/1");
        assertThat(found(words, filter("", "", -1, List.of(), 1e-4, 0.1, 1, "")))
                .containsExactlyInAnyOrder("a/2-res/1", "a/2-res/2");
        assertThat(found(words, filter("", "", -1, List.of(), 0, 1, 0.5, "")))
                .containsExactlyInAnyOrder("a/2-res/2", "b/2-res/7");
        assertThat(found(words, filter("", "", -1, List.of(), 0, 1, 1, "human")))
                .containsExactlyInAnyOrder("a/2-res/1", "b/2-res/7");
        List<LabelHit> near = new LabelQuestion(index)
                .find("none", unit("Fruit one can eat".hashCode()), filter("b", "", -1, List.of(), 0, 1, 1, ""), 0, 10);
        assertThat(near).isEmpty();
    }

    private static Filter filter(
            String model,
            String set,
            int layer,
            List<String> sources,
            double least,
            double most,
            double lookup,
            String method) {
        return new Filter(model, set, layer, sources, least, most, lookup, method);
    }

    @Test
    void aBegunWordIsEnoughForASuggestion() {
        List<LabelHit> hits = new LabelQuestion(index).begun("the straw", 5);
        assertThat(hits).extracting(LabelHit::text).containsExactly("The strawberry of the story");
        assertThat(new LabelQuestion(index).begun("...", 5)).isEmpty();
    }

    @Test
    void aNewLabelTakesThePlaceOfTheOld() {
        index.put(new LabelEntry("a", "2-res", 2, 1, "Key", "human", 0.002, 0.8), null);
        index.removeSource("b/2-res");
        index.refresh();
        assertThat(found("strawberry", Filter.NONE)).isEmpty();
        assertThat(found("key", Filter.NONE)).containsExactly("a/2-res/1");
        assertThat(index.extent().labels()).isEqualTo(3);
        assertThat(index.known("a/2-res").get(1).meaning()).isFalse();
        assertThat(index.known("a/2-res").get(2).meaning()).isTrue();
    }

    @Test
    void labelsSurviveTheEndOfTheProgram() {
        index.commit();
        index.close();
        index = LabelIndex.open(folder);
        assertThat(index.extent()).isEqualTo(new Extent(4, 4));
        assertThat(index.methods()).containsExactly("human", "offline");
    }

    @Test
    void anIndexOfAnotherVersionIsMadeAgain() throws IOException {
        index.close();
        try (FSDirectory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.setLiveCommitData(
                    java.util.Map.of(LabelLayout.VERSION_KEY, "0").entrySet());
        }
        index = LabelIndex.open(folder);
        assertThat(index.extent().labels()).isZero();
    }

    @Test
    void aDamagedIndexIsMadeAgain() throws IOException {
        index.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("segments"))
                    .toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        index = LabelIndex.open(folder);
        assertThat(index.extent().labels()).isZero();
    }

    @Test
    void twoWritersAreOneTooMany() {
        assertThatThrownBy(() -> LabelIndex.open(folder))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("another server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "?",
                "a*",
                "\"",
                "\"\"",
                "\"the",
                "(",
                "AND OR NOT",
                "text:*",
                "~",
                "\u200b",
                "\u202estrawberry",
                "🍓",
                "\\",
                "+-!(){}[]^"
            })
    void hostileWordsAreWords(String words) {
        assertThat(found(words, Filter.NONE)).hasSizeLessThanOrEqualTo(4);
        new LabelQuestion(index).begun(words, 5);
    }

    @Test
    void aHundredKilobytesAreCut() {
        put("c", "1-res", 1, 0, "word ".repeat(20_000), "human", 0.1, 0.1);
        index.refresh();
        assertThat(found("word ".repeat(20_000), Filter.NONE)).containsExactly("c/1-res/0");
    }
}
