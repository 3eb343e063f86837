package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureLayout.RowBlob;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

/**
 * The features of a source in a Lucene index ({@link FeatureLayout}), memory-mapped and read-only; any number of threads.
 * A look-up is one seek in a doc value, since document {@code i} is feature {@code i}; a table page is a walk over
 * columns in memory; a token query is one block-max query, ranked again with exact values.
 */
public final class LuceneFeatureStore implements FeatureStore {

    private static final int LONGEST_PAGE = 500;
    private static final int ROW_TOKENS = 5;

    private final Path folder;
    private final DirectoryReader reader;
    private final LeafReader leaf;
    private final TokenRanking ranking;
    private final FeatureColumns columns;

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // null: nobody asked yet
    private @Nullable Optional<Directions> directions;

    private LuceneFeatureStore(Path folder, DirectoryReader reader) throws IOException {
        this.folder = folder;
        this.reader = reader;
        checkLayout(reader.getIndexCommit().getUserData());
        this.leaf = reader.leaves().getFirst().reader();
        checkOrder();
        this.ranking = new TokenRanking(new IndexSearcher(reader), folder);
        this.columns = new FeatureColumns(leaf);
    }

    /**
     * Opens an index.
     *
     * @throws NotFoundException if there is none in the folder
     * @throws InvalidException if it is damaged, or of another layout version than this build reads
     */
    public static LuceneFeatureStore open(Path folder) {
        DirectoryReader reader = null;
        try {
            if (!Files.isDirectory(folder)) { // Lucene would make it
                throw new NoSuchFileException(folder.toString());
            }
            reader = DirectoryReader.open(FSDirectory.open(folder));
            return new LuceneFeatureStore(folder, reader);
        } catch (IndexNotFoundException | NoSuchFileException e) {
            throw closing(
                    reader,
                    new NotFoundException(
                            "Index " + folder + ": expected a feature index, found none. Make"
                                    + " one with 'fragaria add'.",
                            e));
        } catch (CorruptIndexException | IndexFormatTooNewException | IndexFormatTooOldException e) {
            throw closing(
                    reader,
                    new InvalidException(
                            "Index " + folder + " is damaged or of another Lucene: " + e.getMessage()
                                    + ". Make it again with 'fragaria add'.",
                            e));
        } catch (InvalidException e) {
            throw closing(reader, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read index " + folder, e);
        }
    }

    private static <E extends RuntimeException> E closing(@Nullable DirectoryReader reader, E why) {
        try {
            if (reader != null) {
                reader.close();
                reader.directory().close();
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        return why;
    }

    private void checkLayout(Map<String, String> commit) {
        String version = commit.getOrDefault(FeatureLayout.VERSION_KEY, "none");
        if (!version.equals(Integer.toString(FeatureLayout.VERSION))) {
            throw new InvalidException("Index " + folder + ": expected layout version " + FeatureLayout.VERSION
                    + ", found " + version + ". Make it again with 'fragaria add' of this version.");
        }
        String count = commit.getOrDefault(FeatureLayout.COUNT_KEY, "none");
        if (!count.equals(Integer.toString(reader.maxDoc())) || reader.leaves().size() != 1) {
            throw damaged("expected " + count + " features in one segment, found " + reader.maxDoc() + " in "
                    + reader.leaves().size());
        }
    }

    private void checkOrder() throws IOException {
        NumericDocValues index = leaf.getNumericDocValues(FeatureLayout.INDEX);
        for (int i = 0; i < leaf.maxDoc(); i++) {
            if (index == null || !index.advanceExact(i) || index.longValue() != i) {
                throw damaged("expected feature " + i + " in document " + i);
            }
        }
    }

    private InvalidException damaged(String what) {
        return new InvalidException(
                "Index " + folder + " is damaged: " + what + ". Make it again with 'fragaria add'.");
    }

    @Override
    public int size() {
        return leaf.maxDoc();
    }

    @Override
    public Optional<MeasuredFeature> feature(int index) {
        if (index < 0 || index >= size()) {
            return Optional.empty();
        }
        RowBlob row = rowBlob(index);
        BytesRef rest = blobs(FeatureLayout.REST).of(index);
        try {
            MeasuredFeature feature = FeatureLayout.feature(index, row, rest);
            return Optional.of(blobs(FeatureLayout.EFFECTS)
                    .find(index)
                    .map(effects -> feature.withEffects(FeatureLayout.effects(effects)))
                    .orElse(feature));
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw damaged("feature " + index + " cannot be decoded");
        }
    }

    private RowBlob rowBlob(int index) {
        return rowBlob(index, blobs(FeatureLayout.ROW));
    }

    private RowBlob rowBlob(int index, Blobs rows) {
        BytesRef bytes = rows.of(index);
        try {
            return FeatureLayout.row(bytes);
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw damaged("the row of feature " + index + " cannot be decoded");
        }
    }

    private Blobs blobs(String field) {
        return new Blobs(leaf, field, this::damaged);
    }

    @Override
    public Optional<Row> row(int index) {
        return index < 0 || index >= size() ? Optional.empty() : Optional.of(rowAt(index));
    }

    private Row rowAt(int index) {
        return row(index, rowBlob(index));
    }

    private static Row row(int index, RowBlob blob) {
        return new Row(
                index,
                blob.firing(),
                blob.activations().counts(),
                blob.tokens().subList(0, Math.min(ROW_TOKENS, blob.tokens().size())),
                blob.guess());
    }

    @Override
    public Page table(TableQuery query, TableFilter filter) {
        if (query.limit() < 1 || query.limit() > LONGEST_PAGE || query.offset() < 0) {
            throw new InvalidException("Table: expected a limit from 1 to " + LONGEST_PAGE + " and an offset from 0,"
                    + " found " + query.limit() + " and " + query.offset() + ".");
        }
        IntPredicate fires = having(FeatureLayout.TOKENS, query.token());
        IntPredicate promotes = having(FeatureLayout.RAISES, query.promotes());
        FeatureColumns.Found found = columns.find(
                query,
                f -> fires.test(f)
                        && promotes.test(f)
                        && columns.within(filter.bounds(), f)
                        && filter.only().test(f));
        List<Row> rows = new ArrayList<>(found.page().length);
        for (int feature : found.page()) {
            rows.add(rowAt(feature));
        }
        return new Page(found.total(), rows);
    }

    @Override
    public double value(Sort column, int feature) {
        return columns.value(column, feature);
    }

    /** Features that have a token in a field; all if the token is -1. */
    private IntPredicate having(String field, int token) {
        if (token < 0) {
            return f -> true;
        }
        FixedBitSet features = new FixedBitSet(size());
        try {
            PostingsEnum postings = leaf.postings(new Term(field, Integer.toString(token)), PostingsEnum.NONE);
            if (postings != null) {
                for (int f = postings.nextDoc(); f != DocIdSetIterator.NO_MORE_DOCS; f = postings.nextDoc()) {
                    features.set(f);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read index " + folder, e);
        }
        return features::get;
    }

    /**
     * {@inheritDoc} Each distinct token counts once. A feature is known to fire on its strongest tokens only, as many as
     * were measured ({@code MeasureSettings.tokens}).
     *
     * @throws TooLargeException if there are more than {@value TokenRanking#MOST_TOKENS} distinct tokens
     */
    @Override
    public List<TokenHit> firingOn(List<Integer> tokens, int limit) {
        Blobs rows = blobs(FeatureLayout.ROW);
        TokenRanking.Exact<RowBlob> exact =
                new TokenRanking.Exact<>(feature -> rowBlob(feature, rows), RowBlob::tokens);
        return ranking.best(FeatureLayout.TOKENS, exact, tokens, limit).stream()
                .map(one -> new TokenHit(row(one.feature(), one.read()), one.value()))
                .toList();
    }

    /**
     * {@inheritDoc} Each distinct token counts once.
     *
     * @throws TooLargeException if there are more than {@value TokenRanking#MOST_TOKENS} distinct tokens
     */
    @Override
    public List<TokenHit> promoting(List<Integer> tokens, int limit) {
        Blobs rest = blobs(FeatureLayout.REST);
        TokenRanking.Exact<List<TokenScore>> exact =
                new TokenRanking.Exact<>(feature -> FeatureLayout.raised(rest.of(feature)), Function.identity());
        return ranking.best(FeatureLayout.RAISES, exact, tokens, limit).stream()
                .map(one -> new TokenHit(rowAt(one.feature()), one.value()))
                .toList();
    }

    /** Opened when somebody first asks: that reads all of them once. */
    @Override
    public Optional<Directions> directions() {
        synchronized (folder) {
            if (directions == null) {
                directions = Directions.open(folder.resolveSibling("."), size());
            }
            return directions;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        reader.directory().close();
        synchronized (folder) {
            if (directions != null) {
                directions.ifPresent(Directions::close);
            }
        }
    }
}
