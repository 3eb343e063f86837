package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.Firing;
import org.fragaria.measure.MeasuredFeature.Guess;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Interval;
import org.fragaria.measure.MeasuredFeature.Lookup;
import org.fragaria.measure.MeasuredFeature.Output;
import org.fragaria.measure.MeasuredFeature.Persistence;
import org.fragaria.measure.MeasuredFeature.Together;

import static org.assertj.core.api.Assertions.assertThat;

/** Places that read the same: folded into one that counts them, or shown one by one. */
class FoldingTest {

    private static final TokenTexts TEXTS = texts();

    /** Windows 0, 1 and 2 read the same; window 3 has another word before the peak. */
    private static final List<Example> PLACES = List.of(place(0, 5), place(1, 5), place(2, 5), place(3, 6));

    private static Example place(long window, int before) {
        return new Example(window, 0, 2, new int[] {4, before, 7, 8}, new float[] {0, 0, 2, 0});
    }

    private static TokenTexts texts() {
        try {
            Path folder = Files.createTempDirectory("fragaria-folding");
            StringBuilder vocabulary = new StringBuilder();
            for (int id = 0; id < 20; id++) {
                vocabulary
                        .append(id == 0 ? "" : ",")
                        .append("\"w")
                        .append(id)
                        .append("\":")
                        .append(id);
            }
            return TokenTexts.open(Files.writeString(
                    folder.resolve("tokenizer.json"),
                    "{\"model\":{\"type\":\"BPE\",\"vocab\":{" + vocabulary + "},\"merges\":[]}}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MeasuredFeature feature() {
        Firing firing = new Firing(2, 10, 0.01, 2, 0, 0, 3, Lookup.UNKNOWN, new Persistence(1, 1), Output.UNKNOWN);
        Histogram none = new Histogram(0, 2, new long[] {10});
        return new MeasuredFeature(
                0,
                firing,
                none,
                none,
                List.of(),
                List.of(),
                PLACES,
                List.of(new Interval(1, 2, 5, PLACES)),
                List.of(),
                List.of(),
                List.of(),
                Together.NONE,
                Guess.UNKNOWN);
    }

    private static List<Integer> duplicates(boolean unfolded) {
        ExampleView view = new ExampleView(new ExampleChoice(Show.FULL, true, false, unfolded), TEXTS, 2);
        return Stream.of(
                        ExampleGroup.top(feature(), view),
                        ExampleGroup.interval(feature().intervals().getFirst(), feature(), view))
                .flatMap(group -> group.strips().stream())
                .map(Strip::duplicates)
                .toList();
    }

    @Test
    void placesThatReadTheSameAreFoldedAndCounted() {
        assertThat(duplicates(false)).containsExactly(2, 0, 2, 0);
    }

    @Test
    void foldedPlacesAreShownOneByOneIfAsked() {
        assertThat(duplicates(true)).hasSize(8).containsOnly(0);
    }

    @Test
    void intervalSaysWhichShareOfTheActivationsItContains() {
        ExampleView view = new ExampleView(new ExampleChoice(Show.LINE, false, false, false), TEXTS, 2);
        assertThat(ExampleGroup.interval(feature().intervals().getFirst(), feature(), view)
                        .share())
                .isEqualTo(0.5);
    }

    @Test
    void addressSaysOnlyWhatDiffersFromThePlainPage() {
        ExampleChoice plain = new ExampleChoice(Show.LINE, false, false, false);
        assertThat(plain.query()).isEmpty();
        assertThat(plain.withUnfolded(true).withAll(true).query()).isEqualTo("?examples=all&folded=show");
        assertThat(plain.with(Show.FULL).withBreaks(true).query()).isEqualTo("?show=full&breaks=true");
    }
}
