package org.fragaria.feature;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.feature.Directions.Near;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DirectionsTest {

    private static final int FEATURES = 700;
    private static final int WIDTH = 33;
    private static final Directions.Place PLACE = new Directions.Place("mlp_out.3, mlp_out.4", true);

    @TempDir
    Path folder = Path.of(".");

    /** Feature 5 points nowhere. */
    private static float[] row(int feature) {
        Random random = new Random(feature);
        float[] row = new float[WIDTH];
        for (int i = 0; i < WIDTH && feature != 5; i++) {
            row[i] = (float) random.nextGaussian() * (1 + feature % 3);
        }
        return row;
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    @Test
    void rowsComeBackBitForBit() {
        Directions.write(folder, FEATURES, DirectionsTest::row, PLACE);
        try (Directions directions = Directions.open(folder, FEATURES).orElseThrow()) {
            assertThat(directions.size()).isEqualTo(FEATURES);
            assertThat(directions.width()).isEqualTo(WIDTH);
            assertThat(directions.place()).isEqualTo(PLACE);
            for (int f = 0; f < FEATURES; f++) {
                assertThat(directions.row(f)).isEqualTo(row(f));
            }
            assertThat(directions.norm(5)).isZero();
        }
    }

    @Test
    void theNearestAreThoseOfEveryCosine() {
        Directions.write(folder, FEATURES, DirectionsTest::row, PLACE);
        try (Directions directions = Directions.open(folder, FEATURES).orElseThrow()) {
            for (int asked = 0; asked < 20; asked++) {
                float[] direction = row(asked == 5 ? 1005 : asked);
                List<Integer> expected = IntStream.range(0, FEATURES)
                        .filter(f -> f != 5)
                        .boxed()
                        .sorted(Comparator.comparingDouble(f -> -cosine(row(f), direction)))
                        .limit(7)
                        .toList();
                List<Near> found = directions.nearest(direction, 7);
                assertThat(found).extracting(Near::feature).isEqualTo(expected);
                for (Near near : found) {
                    assertThat((double) near.cosine())
                            .isCloseTo(cosine(row(near.feature()), direction), Offset.offset(1e-5));
                }
            }
        }
    }

    @Test
    void rowsOfAnotherSourceAreRefused() {
        Directions.write(folder, 3, DirectionsTest::row, PLACE);
        assertThatThrownBy(() -> Directions.open(folder, 4))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected float32 [4, width]")
                .hasMessageContaining("[3, 33]");
        assertThat(Directions.open(folder.resolve("none"), 4)).isEmpty();
    }

    @Test
    void matchesAreLookedForInEveryOtherSourceOfTheModel() throws IOException {
        VillageData.write(folder, "2-res", "a".repeat(64));
        VillageData.write(folder, "3-res", "b".repeat(64));
        try (OpenSource open = shelf().borrow(VillageData.MODEL, "2-res")) {
            MatchesPage page = MatchesPage.of(open, 7, shelf(), new Silence.NoLabels());

            assertThat(page.reason()).isEmpty();
            assertThat(page.compared()).isEqualTo(VillageData.FEATURES);
            assertThat(page.sources()).hasSize(1);
            assertThat(page.sources().getFirst().source()).isEqualTo("3-res");
            assertThat(page.sources().getFirst().features()).hasSize(3);
            assertThat(page.sources().getFirst().features().getFirst().feature().index())
                    .isEqualTo(7);
            assertThat(page.sources().getFirst().features().getFirst().cosine()).isCloseTo(1, Offset.offset(1e-5f));
        }
    }

    private Shelf shelf() {
        return new Shelf() {
            @Override
            public OpenSource borrow(String model, String source) {
                Path place = folder.resolve(model).resolve(source);
                org.fragaria.measure.SourceManifest manifest = VillageData.manifest(place);
                return new OpenSource(
                        manifest,
                        LuceneFeatureStore.open(place.resolve("index")),
                        TokenTexts.open(place.resolve("tokenizer.json")),
                        Optional.empty());
            }

            @Override
            public List<SourceAddress> readable() {
                return List.of(
                        new SourceAddress(VillageData.MODEL, "2-res"),
                        new SourceAddress(VillageData.MODEL, "3-res"),
                        new SourceAddress(VillageData.MODEL, "gone"),
                        new SourceAddress("other", "2-res"));
            }

            @Override
            public boolean holds(SourceAddress source) {
                return readable().contains(source);
            }

            @Override
            public long stamp() {
                return 0;
            }
        };
    }

    /** Nobody says anything. */
    @Test
    void aSourceWithoutDirectionsHasNoVector() throws IOException {
        Path place = VillageData.write(folder, "2-res", "a".repeat(64));
        java.nio.file.Files.delete(place.resolve(Directions.FILE));
        try (OpenSource open = shelf().borrow(VillageData.MODEL, "2-res")) {
            assertThatThrownBy(() -> FeatureVector.of(open, 7, null))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("make it again");
            assertThat(MatchesPage.of(open, 7, shelf(), new Silence.NoLabels()).reason())
                    .contains("without");
        }
    }
}
