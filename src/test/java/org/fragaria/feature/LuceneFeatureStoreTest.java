package org.fragaria.feature;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.bench.InventedFeatures;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;
import org.fragaria.feature.FeatureStore.TokenHit;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Example;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LuceneFeatureStoreTest {

    private static final int COUNT = 500;

    @TempDir
    static Path folder = Path.of(".");

    private static List<MeasuredFeature> features = List.of();
    private static LuceneFeatureStore store;

    @BeforeAll
    static void build() {
        InventedFeatures invented = new InventedFeatures(400, 4, 70);
        features = IntStream.range(0, COUNT).mapToObj(invented::feature).toList();
        List<MeasuredFeature> shuffled = new ArrayList<>(features);
        java.util.Collections.shuffle(shuffled, new Random(5));
        try (FeatureIndexWriter writer = new FeatureIndexWriter(folder.resolve("index"))) {
            shuffled.parallelStream().forEach(writer::add);
            writer.finish();
        }
        store = LuceneFeatureStore.open(folder.resolve("index"));
    }

    @AfterAll
    static void close() throws IOException {
        store.close();
    }

    @Test
    void aFeatureComesBackAsItWentInExceptForQuantisedActivations() {
        assertThat(store.size()).isEqualTo(COUNT);
        for (MeasuredFeature expected : features) {
            MeasuredFeature found = store.feature(expected.index()).orElseThrow();
            assertThat(found)
                    .usingRecursiveComparison()
                    .withComparatorForType(Double::compare, Double.class)
                    .withComparatorForType(Float::compare, Float.class)
                    .ignoringFields("top.activations", "intervals.examples.activations")
                    .isEqualTo(expected);
            checkActivations(found.top(), expected.top(), expected.firing().max());
            for (int i = 0; i < expected.intervals().size(); i++) {
                checkActivations(
                        found.intervals().get(i).examples(),
                        expected.intervals().get(i).examples(),
                        expected.firing().max());
            }
        }
        assertThat(store.feature(-1)).isEmpty();
        assertThat(store.feature(COUNT)).isEmpty();
    }

    private static void checkActivations(List<Example> found, List<Example> expected, float max) {
        assertThat(found).hasSameSizeAs(expected);
        for (int e = 0; e < found.size(); e++) {
            float[] a = found.get(e).activations();
            float[] b = expected.get(e).activations();
            assertThat(found.get(e).peakActivation()).isEqualTo(expected.get(e).peakActivation());
            for (int i = 0; i < b.length; i++) {
                assertThat(a[i] > 0).isEqualTo(b[i] > 0);
                assertThat(a[i]).isCloseTo(b[i], Offset.offset(max / 255 * 1.0001f));
            }
        }
    }

    @Test
    void tablesAgreeWithSortingAndFilteringByHand() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            TableQuery query = new TableQuery(
                    Sort.values()[random.nextInt(Sort.values().length)],
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.05,
                    random.nextBoolean() ? 1 : 0.05 + random.nextDouble() * 0.05,
                    random.nextBoolean() ? 1 : random.nextDouble(),
                    random.nextBoolean() ? 1 : random.nextDouble(),
                    random.nextInt(3) == 0 ? random.nextInt(400) : -1,
                    random.nextInt(4) == 0 ? random.nextInt(5000) : -1,
                    random.nextInt(60),
                    1 + random.nextInt(30));
            List<MeasuredFeature> passing = features.stream()
                    .filter(f -> passes(f, query))
                    .sorted(order(query))
                    .toList();
            FeatureStore.Page page = store.table(query);

            assertThat(page.total()).as(query.toString()).isEqualTo(passing.size());
            assertThat(page.rows())
                    .extracting(Row::index)
                    .as(query.toString())
                    .containsExactlyElementsOf(passing.stream()
                            .skip(query.offset())
                            .limit(query.limit())
                            .map(MeasuredFeature::index)
                            .toList());
        }
    }

    @Test
    void rowsShowTheFeature() {
        MeasuredFeature expected = features.get(3);
        Row row = store.table(new TableQuery(Sort.INDEX, false, false, 0, 1, 1, 1, -1, 3, 1))
                .rows()
                .getFirst();

        assertThat(row.index()).isEqualTo(3);
        assertThat(row.max()).isEqualTo(expected.firing().max());
        assertThat(row.density()).isEqualTo(expected.firing().density());
        assertThat(row.histogram()).isEqualTo(expected.activations().counts());
        assertThat(row.tokens()).isEqualTo(expected.tokens().subList(0, 5));
        assertThat(row.guess()).isEqualTo(expected.guess());
    }

    @Test
    void firingOnAgreesWithAddingByHand() {
        Random random = new Random(13);
        for (int round = 0; round < 200; round++) {
            List<Integer> tokens =
                    random.ints(1 + random.nextInt(6), 0, 400).boxed().toList();
            int limit = 1 + random.nextInt(40);
            List<TokenHit> found = store.firingOn(tokens, limit);
            List<MeasuredFeature> expected = features.stream()
                    .filter(f -> sum(f, tokens) > 0)
                    .sorted(Comparator.<MeasuredFeature>comparingDouble(f -> -sum(f, tokens))
                            .thenComparing(MeasuredFeature::index))
                    .limit(limit)
                    .toList();

            assertThat(found)
                    .extracting(h -> h.row().index())
                    .containsExactlyElementsOf(
                            expected.stream().map(MeasuredFeature::index).toList());
            assertThat(found)
                    .extracting(TokenHit::value)
                    .containsExactlyElementsOf(
                            expected.stream().map(f -> sum(f, tokens)).toList());
        }
        assertThat(store.firingOn(List.of(), 5)).isEmpty();
        assertThat(store.firingOn(List.of(1_000_000), 5)).isEmpty();
    }

    @Test
    void promotingAgreesWithAddingByHand() {
        Random random = new Random(17);
        for (int round = 0; round < 200; round++) {
            List<Integer> tokens = random.ints(1 + random.nextInt(30), 0, 5000)
                    .boxed()
                    .distinct()
                    .toList();
            int limit = 1 + random.nextInt(40);
            List<TokenHit> expected = features.stream()
                    .map(f -> new TokenHit(
                            new Row(f.index(), f.firing(), new long[0], List.of()), sum(f.raises(), tokens)))
                    .filter(hit -> hit.value() > 0)
                    .sorted(Comparator.comparingDouble((TokenHit hit) -> -hit.value())
                            .thenComparing(hit -> hit.row().index()))
                    .limit(limit)
                    .toList();
            List<TokenHit> found = store.promoting(tokens, limit);

            assertThat(found)
                    .extracting(hit -> hit.row().index())
                    .containsExactlyElementsOf(
                            expected.stream().map(hit -> hit.row().index()).toList());
            assertThat(found)
                    .extracting(TokenHit::value)
                    .containsExactlyElementsOf(
                            expected.stream().map(TokenHit::value).toList());
        }
    }

    @Test
    void questionsBeyondTheLimitsAreRefused() {
        List<Integer> tooMany = IntStream.range(0, 1025).boxed().toList();
        assertThatThrownBy(() -> store.firingOn(tooMany, 5)).isInstanceOf(TooLargeException.class);
        assertThatThrownBy(() -> store.table(new TableQuery(Sort.MAX, true, true, 0, 1, 1, 1, -1, 0, 501)))
                .isInstanceOf(InvalidException.class);
        assertThatThrownBy(() -> store.table(new TableQuery(Sort.MAX, true, true, 0, 1, 1, 1, -1, -1, 5)))
                .isInstanceOf(InvalidException.class);
    }

    @Test
    void aMissingIndexIsNotFoundAndNothingIsMade() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> LuceneFeatureStore.open(missing))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("missing");
        assertThat(missing).doesNotExist();
    }

    @Test
    void anUnfinishedIndexCannotBeRead() {
        Path half = folder.resolve("half");
        try (FeatureIndexWriter writer = new FeatureIndexWriter(half)) {
            writer.add(features.get(0));
        }
        assertThatThrownBy(() -> LuceneFeatureStore.open(half)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anotherLayoutVersionIsRefused() throws IOException {
        Path other = small("other");
        commit(other, Map.of("layout", "2", "features", "3"));

        assertThatThrownBy(() -> LuceneFeatureStore.open(other))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("expected layout version 3, found 2");
    }

    @Test
    void aMissingFeatureIsDamage() throws IOException {
        Path gap = folder.resolve("gap");
        try (FeatureIndexWriter writer = new FeatureIndexWriter(gap)) {
            writer.add(features.get(0));
            writer.add(features.get(2));
            writer.finish();
        }
        assertThatThrownBy(() -> LuceneFeatureStore.open(gap))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("feature 1");
    }

    @Test
    void aTornFileIsDamage() throws IOException {
        Path torn = small("torn");
        try (Stream<Path> files = Files.list(torn)) {
            Path values =
                    files.filter(f -> f.toString().endsWith(".dvd")).findFirst().orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(values.toFile(), "rw")) {
                file.setLength(file.length() / 2);
            }
        }
        assertThatThrownBy(() -> LuceneFeatureStore.open(torn))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("torn");
    }

    private static Path small(String name) {
        Path path = folder.resolve(name);
        try (FeatureIndexWriter writer = new FeatureIndexWriter(path)) {
            features.subList(0, 3).forEach(writer::add);
            writer.finish();
        }
        return path;
    }

    private static void commit(Path index, Map<String, String> data) throws IOException {
        try (FSDirectory directory = FSDirectory.open(index);
                IndexWriter writer = new IndexWriter(
                        directory,
                        new IndexWriterConfig()
                                .setOpenMode(IndexWriterConfig.OpenMode.APPEND)
                                .setIndexSort(new org.apache.lucene.search.Sort(new org.apache.lucene.search.SortField(
                                        "index", org.apache.lucene.search.SortField.Type.LONG))))) {
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
        }
    }

    private static float sum(MeasuredFeature feature, List<Integer> tokens) {
        return sum(feature.tokens(), tokens);
    }

    private static float sum(List<TokenScore> scores, List<Integer> tokens) {
        return (float) scores.stream()
                .filter(t -> tokens.contains(t.token()))
                .mapToDouble(TokenScore::value)
                .sum();
    }

    private static boolean passes(MeasuredFeature feature, TableQuery query) {
        MeasuredFeature.Firing firing = feature.firing();
        return (!query.live() || firing.activeTokens() > 0)
                && firing.density() >= query.minDensity()
                && firing.density() <= query.maxDensity()
                && (query.maxLookup() == 1 || firing.lookup().one() <= query.maxLookup())
                && (query.maxLookup3() == 1 || firing.lookup().three() <= query.maxLookup3())
                && (query.promotes() < 0
                        || feature.raises().stream().anyMatch(t -> t.token() == query.promotes() && t.value() > 0))
                && (query.token() < 0 || feature.tokens().stream().anyMatch(t -> t.token() == query.token()));
    }

    private static Comparator<MeasuredFeature> order(TableQuery query) {
        Comparator<MeasuredFeature> byNumber = Comparator.comparing(MeasuredFeature::index);
        int sign = query.descending() ? -1 : 1;
        return switch (query.sort()) {
            case INDEX -> query.descending() ? byNumber.reversed() : byNumber;
            case MAX ->
                Comparator.<MeasuredFeature>comparingDouble(
                                f -> sign * f.firing().max())
                        .thenComparing(byNumber);
            case DENSITY ->
                Comparator.<MeasuredFeature>comparingDouble(
                                f -> sign * f.firing().density())
                        .thenComparing(byNumber);
            case LOOKUP -> byKnown(f -> f.firing().lookup().one(), sign, byNumber);
            case LOOKUP2 -> byKnown(f -> f.firing().lookup().two(), sign, byNumber);
            case LOOKUP3 -> byKnown(f -> f.firing().lookup().three(), sign, byNumber);
            case PERSISTENCE -> byKnown(f -> f.firing().persistence().tokens(), sign, byNumber);
            case OUTPUT -> byKnown(f -> f.firing().output().score(), sign, byNumber);
        };
    }

    private static Comparator<MeasuredFeature> byKnown(
            ToDoubleFunction<MeasuredFeature> value, int sign, Comparator<MeasuredFeature> byNumber) {
        return Comparator.<MeasuredFeature, Boolean>comparing(f -> Double.isNaN(value.applyAsDouble(f)))
                .thenComparingDouble(f -> sign * value.applyAsDouble(f))
                .thenComparing(byNumber);
    }
}
