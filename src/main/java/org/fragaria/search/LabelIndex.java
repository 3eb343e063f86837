package org.fragaria.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.UnavailableException;

/**
 * The labels of all sources in one Lucene index ({@link LabelLayout}). One thread writes ({@link LabelFilling}); any number
 * read what {@link #refresh} last showed them, without a lock. Merging happens on the writer's thread, so that it is as
 * patient as the rest of writing.
 */
public final class LabelIndex implements Closeable {

    private static final double BUFFER_MEGABYTES = 32;

    private final Path folder;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;

    private LabelIndex(Path folder, Directory directory, IndexWriter writer) throws IOException {
        this.folder = folder;
        this.directory = directory;
        this.writer = writer;
        this.searchers = new SearcherManager(writer, new SearcherFactory());
    }

    /** How much is in the index: labels, and those whose meaning is in too. */
    record Extent(int labels, int meanings) {}

    /** A label in the index, without its text. */
    record Known(long print, boolean meaning) {}

    /**
     * Opens the index of a folder, or begins one; one that is damaged, or of another layout, is thrown away, since it can
     * be made again.
     *
     * @throws UnavailableException if another server writes it
     */
    public static LabelIndex open(Path folder) {
        return open(folder, BUFFER_MEGABYTES);
    }

    /** Opens an index, see {@link #open(Path)}, that writes a segment only after so many megabytes. */
    public static LabelIndex open(Path folder, double bufferMegabytes) {
        try {
            Files.createDirectories(folder);
            Directory directory = FSDirectory.open(folder);
            if (!readable(directory)) {
                clear(folder);
            }
            IndexWriterConfig config = new IndexWriterConfig(new LabelAnalyzer())
                    .setRAMBufferSizeMB(bufferMegabytes)
                    .setMergeScheduler(new SerialMergeScheduler());
            IndexWriter writer = new IndexWriter(directory, config);
            writer.setLiveCommitData(Map.of(LabelLayout.VERSION_KEY, Integer.toString(LabelLayout.VERSION))
                    .entrySet());
            return new LabelIndex(folder, directory, writer);
        } catch (LockObtainFailedException e) {
            throw new UnavailableException("The label index " + folder + " is written by another server.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the label index " + folder, e);
        }
    }

    private static boolean readable(Directory directory) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return true;
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            String version = reader.getIndexCommit().getUserData().get(LabelLayout.VERSION_KEY);
            return Integer.toString(LabelLayout.VERSION).equals(version);
        } catch (CorruptIndexException | IndexFormatTooOldException | IndexFormatTooNewException e) {
            return false;
        }
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(IndexWriter.WRITE_LOCK_NAME)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Puts a label in, in place of what the feature was called before. */
    public void put(LabelEntry entry, float @Nullable [] meaning) {
        writing(() ->
                writer.updateDocument(new Term(LabelLayout.KEY, entry.key()), LabelLayout.document(entry, meaning)));
    }

    /** Takes the label of a feature out; {@code key} is {@code model/source/index}. */
    void remove(String key) {
        writing(() -> writer.deleteDocuments(new Term(LabelLayout.KEY, key)));
    }

    /** Takes a source out; {@code at} is {@code model/source}. */
    void removeSource(String at) {
        writing(() -> writer.deleteDocuments(new Term(LabelLayout.AT, at)));
    }

    /** Lets readers see what was put in. */
    public void refresh() {
        writing(searchers::maybeRefreshBlocking);
    }

    /** Makes what was put in survive the end of the program. */
    public void commit() {
        writing(writer::commit);
    }

    /** Room on the disk, in bytes. */
    public long bytes() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void writing(Writing work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the label index " + folder, e);
        }
    }

    /** Something that is asked of a searcher. */
    interface Question<A> {
        A ask(IndexSearcher searcher) throws IOException;
    }

    /**
     * Asks the labels as they were last shown.
     *
     * @throws UnavailableException if the index has been closed, since the server ends
     */
    <A> A ask(Question<A> question) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return question.ask(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (AlreadyClosedException e) {
            throw new UnavailableException("The label index is closed: the server ends.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the label index " + folder, e);
        }
    }

    /** How much can be found. */
    Extent extent() {
        return ask(searcher -> {
            int meanings = 0;
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                var vectors = leaf.reader().getFloatVectorValues(LabelLayout.VECTOR);
                meanings += vectors == null ? 0 : vectors.size();
            }
            int labels = searcher.getIndexReader().numDocs();
            return new Extent(labels, Math.min(labels, meanings));
        });
    }

    /** Another number whenever readers see something else. */
    long version() {
        return ask(searcher -> ((DirectoryReader) searcher.getIndexReader()).getVersion());
    }

    /** Methods of the labels that are in, by name; a method whose last label is gone may linger. */
    List<String> methods() {
        return ask(searcher -> List.copyOf(terms(searcher, LabelLayout.METHOD)));
    }

    /** Sources that have labels, as {@code model/source}; those whose last label is gone may linger. */
    List<String> sources() {
        return ask(searcher -> List.copyOf(terms(searcher, LabelLayout.AT)));
    }

    private static TreeSet<String> terms(IndexSearcher searcher, String field) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
        if (terms != null) {
            TermsEnum each = terms.iterator();
            while (each.next() != null) {
                found.add(each.term().utf8ToString());
            }
        }
        return found;
    }

    /** What is known of the labels of a source, by the feature's number. */
    Map<Integer, Known> known(String at) {
        return ask(searcher -> {
            Map<Integer, Known> known = new TreeMap<>();
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                collect(leaf, at, known);
            }
            return known;
        });
    }

    private static void collect(LeafReaderContext leaf, String at, Map<Integer, Known> known) throws IOException {
        PostingsEnum documents = leaf.reader().postings(new Term(LabelLayout.AT, at), PostingsEnum.NONE);
        if (documents == null) {
            return;
        }
        NumericDocValues index = leaf.reader().getNumericDocValues(LabelLayout.INDEX);
        NumericDocValues print = leaf.reader().getNumericDocValues(LabelLayout.PRINT);
        var vectors = leaf.reader().getFloatVectorValues(LabelLayout.VECTOR);
        DocIdSetIterator withVector = vectors == null ? DocIdSetIterator.empty() : vectors.iterator();
        var live = leaf.reader().getLiveDocs();
        for (int d = documents.nextDoc(); d != DocIdSetIterator.NO_MORE_DOCS; d = documents.nextDoc()) {
            if ((live == null || live.get(d)) && index.advanceExact(d) && print.advanceExact(d)) {
                int at0 = withVector.docID() < d ? withVector.advance(d) : withVector.docID();
                known.put((int) index.longValue(), new Known(print.longValue(), at0 == d));
            }
        }
    }

    /** The stored fields of a document. */
    static LabelHit hit(StoredFields stored, int document, boolean byWords, boolean byMeaning) throws IOException {
        var fields = stored.document(document);
        return new LabelHit(
                fields.get(LabelLayout.MODEL),
                fields.get(LabelLayout.SOURCE),
                fields.getField(LabelLayout.INDEX).numericValue().intValue(),
                fields.get(LabelLayout.TEXT),
                fields.get(LabelLayout.METHOD),
                byWords,
                byMeaning);
    }

    @Override
    public void close() {
        try {
            searchers.close();
            writer.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the label index " + folder, e);
        }
    }
}
