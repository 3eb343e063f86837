package org.fragaria.feature;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

import org.apache.lucene.util.VectorUtil;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.DType;
import org.fragaria.weights.SafetensorsFile;
import org.fragaria.weights.SafetensorsWriter;
import org.fragaria.weights.StoredTensor;

/**
 * The decoder directions of a source, in {@code vectors.safetensors} beside its index, so that they can be compared and
 * downloaded where the dictionary's files are not. One tensor {@value #DECODER}, float32 {@code [features, width]}: what one
 * unit of each feature's activation adds where it writes. Metadata say where that is ({@value #WRITES}) and whether it is the
 * residual stream ({@value #RESIDUAL}), which all sources of a model share.
 *
 * <p>A file and no vector field of the index, because every use is exact or reads all rows: a download is bit for bit the
 * dictionary's row; the map reads rows in order; and the nearest of 24,576 rows of width 768 are found by looking at all 75 MB
 * of them in hundredths of a second, while a graph would take minutes to build, double the room, and miss some.
 *
 * <p>Memory-mapped; safe for any number of threads.
 */
public final class Directions implements Closeable {

    /** The file, beside the index. */
    public static final String FILE = "vectors.safetensors";

    static final String DECODER = "decoder";
    static final String WRITES = "writes";
    static final String RESIDUAL = "residual";

    /** Rows that are written at a time. */
    private static final int BLOCK = 256;

    private final SafetensorsFile file;
    private final int size;
    private final int width;
    private final float[] norms;

    private Directions(SafetensorsFile file, StoredTensor tensor) {
        this.file = file;
        size = Math.toIntExact(tensor.dimension(0));
        width = Math.toIntExact(tensor.dimension(1));
        norms = new float[size];
        float[] row = new float[width];
        for (int f = 0; f < size; f++) {
            read(f, row);
            norms[f] = (float) Math.sqrt(VectorUtil.dotProduct(row, row));
        }
    }

    /** Where features write: an address, or several; and whether that is the residual stream. */
    public record Place(String writes, boolean residual) {}

    /**
     * Writes the file.
     *
     * @param folder folder of the source
     * @param rows row of each feature, {@code [width]}, all as wide as the first; asked for once and in order
     */
    public static void write(Path folder, int features, IntFunction<float[]> rows, Place place) {
        float[] first = rows.apply(0);
        Iterable<ByteBuffer> blocks = () -> new Blocks(features, first, rows);
        new SafetensorsWriter()
                .metadata(WRITES, place.writes())
                .metadata(RESIDUAL, Boolean.toString(place.residual()))
                .add(DECODER, DType.F32, new long[] {features, first.length}, blocks)
                .write(folder.resolve(FILE));
    }

    /** Rows as bytes, a block at a time. */
    private static final class Blocks implements Iterator<ByteBuffer> {
        private final int features;
        private final float[] first;
        private final IntFunction<float[]> rows;
        private int next;

        Blocks(int features, float[] first, IntFunction<float[]> rows) {
            this.features = features;
            this.first = first;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return next < features;
        }

        @Override
        public ByteBuffer next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int count = Math.min(BLOCK, features - next);
            ByteBuffer bytes =
                    ByteBuffer.allocate(count * first.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++, next++) {
                for (float value : next == 0 ? first : rows.apply(next)) {
                    bytes.putFloat(value);
                }
            }
            return bytes.flip();
        }
    }

    /**
     * Opens the file of a source.
     *
     * @param features number of features of the source
     * @return empty if the source has none
     * @throws InvalidException if it holds other rows than those of the source
     */
    static Optional<Directions> open(Path folder, int features) {
        Path path = folder.resolve(FILE);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        SafetensorsFile file = SafetensorsFile.open(path);
        StoredTensor tensor = file.info(DECODER);
        if (tensor.dtype() != DType.F32 || tensor.rank() != 2 || tensor.dimension(0) != features) {
            file.close();
            throw new InvalidException("File " + path + ": expected float32 [" + features + ", width] in '" + DECODER
                    + "', found " + tensor.dtype() + " " + tensor.shape()
                    + ". Make the source again with 'fragaria add'.");
        }
        return Optional.of(new Directions(file, tensor));
    }

    /** Number of rows. */
    public int size() {
        return size;
    }

    /** Numbers in a row. */
    public int width() {
        return width;
    }

    /** Where the features write. */
    public Place place() {
        Map<String, String> said = file.metadata();
        return new Place(said.getOrDefault(WRITES, ""), Boolean.parseBoolean(said.getOrDefault(RESIDUAL, "false")));
    }

    /** The row of a feature, {@code [width]}. */
    public float[] row(int feature) {
        float[] row = new float[width];
        read(feature, row);
        return row;
    }

    /** Its Euclidean norm. */
    public float norm(int feature) {
        return norms[feature];
    }

    private void read(int feature, float[] row) {
        int bytes = width * Float.BYTES;
        file.bytes(DECODER, (long) feature * bytes, bytes).asFloatBuffer().get(row);
    }

    /** A feature and the cosine of its row with a direction, -1..1. */
    public record Near(int feature, float cosine) {}

    /**
     * The features whose rows point most in a direction, exactly, by falling cosine; of equal ones the lower number first.
     * Rows of zeros point nowhere and are left out.
     *
     * @param direction {@code [width]}, not all 0
     */
    public List<Near> nearest(float[] direction, int limit) {
        double length = Math.sqrt(VectorUtil.dotProduct(direction, direction));
        Comparator<Near> best =
                Comparator.comparingDouble((Near near) -> -near.cosine).thenComparingInt(Near::feature);
        PriorityQueue<Near> found = new PriorityQueue<>(best.reversed());
        float[] row = new float[width];
        for (int f = 0; f < size && length > 0; f++) {
            if (norms[f] > 0) {
                read(f, row);
                float cosine = (float) (VectorUtil.dotProduct(row, direction) / (norms[f] * length));
                if (found.size() < limit || cosine > found.element().cosine) {
                    found.add(new Near(f, Math.clamp(cosine, -1, 1)));
                    if (found.size() > limit) {
                        found.poll();
                    }
                }
            }
        }
        List<Near> sorted = new ArrayList<>(found);
        sorted.sort(best);
        return sorted;
    }

    @Override
    public void close() {
        file.close();
    }
}
