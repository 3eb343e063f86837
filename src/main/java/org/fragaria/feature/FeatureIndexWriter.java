package org.fragaria.feature;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

import org.fragaria.measure.MeasuredFeature;

/**
 * Writes the index of a source ({@link FeatureLayout}): add every feature once, in any order, from any thread, then
 * {@link #finish}. Closed without that, it leaves no readable index. An index that was in the folder is replaced.
 */
public final class FeatureIndexWriter implements Closeable {

    /** Documents are held up to this size before a segment is written. */
    private static final double BUFFER_MEGABYTES = 128;

    private final Directory directory;
    private final IndexWriter writer;
    private final AtomicInteger count = new AtomicInteger();

    /** @param folder where the index goes; made if missing */
    public FeatureIndexWriter(Path folder) {
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setIndexSort(new Sort(new SortField(FeatureLayout.INDEX, SortField.Type.LONG)))
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergePolicy(NoMergePolicy.INSTANCE) // one merge, at the end
                .setCommitOnClose(false)
                .setUseCompoundFile(false);
        try {
            directory = FSDirectory.open(folder);
            writer = new IndexWriter(directory, config);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write an index to " + folder, e);
        }
    }

    /** Adds a feature. */
    public void add(MeasuredFeature feature) {
        try {
            writer.addDocument(FeatureLayout.document(feature));
            count.incrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot index feature " + feature.index(), e);
        }
    }

    /** Merges everything into one segment and makes it readable. */
    public void finish() {
        try {
            writer.flush();
            writer.getConfig().setMergePolicy(new TieredMergePolicy());
            writer.forceMerge(1);
            writer.setLiveCommitData(Map.of(
                            FeatureLayout.VERSION_KEY, Integer.toString(FeatureLayout.VERSION),
                            FeatureLayout.COUNT_KEY, Integer.toString(count.get()))
                    .entrySet());
            writer.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot finish the index", e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the index", e);
        }
    }
}
