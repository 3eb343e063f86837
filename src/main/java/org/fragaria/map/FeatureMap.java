package org.fragaria.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;

import org.fragaria.problem.InvalidException;

/**
 * Where features lie on a plane, each coordinate in 0..1, the longer side of the map filling it. Features that never fired
 * have no place. Immutable.
 *
 * <p>File {@code map.bin} beside the index, little-endian: the 8 bytes {@code FRAGMAP1}; int32 number of places; int32
 * CRC-32 of what follows; for each place, by rising feature: int32 feature, float32 x, float32 y.
 */
public final class FeatureMap {

    /** Name of the file in a source's folder. */
    public static final String FILE = "map.bin";

    private static final long MAGIC = ByteBuffer.wrap("FRAGMAP1".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    private static final int HEADER = 16;
    private static final int PLACE = 12;

    private final int[] features;
    private final float[] places;

    private FeatureMap(int[] features, float[] places) {
        this.features = features;
        this.places = places;
    }

    /**
     * A map of positions in any unit.
     *
     * @param features the features that have a place, rising
     * @param unturned their positions, {@code [place · 2]}
     */
    static FeatureMap of(int[] features, float[] unturned) {
        float[] positions = turned(unturned);
        float[] least = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY};
        float[] most = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int i = 0; i < positions.length; i++) {
            least[i % 2] = Math.min(least[i % 2], positions[i]);
            most[i % 2] = Math.max(most[i % 2], positions[i]);
        }
        float span = Math.max(most[0] - least[0], most[1] - least[1]);
        float[] places = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            float middle = (least[i % 2] + most[i % 2]) / 2;
            places[i] = span > 0 ? Math.clamp(0.5f + (positions[i] - middle) / span, 0, 1) : 0.5f;
        }
        return new FeatureMap(features, places);
    }

    /** Turned so that the map is longest from left to right, as screens are. */
    private static float[] turned(float[] positions) {
        double[] mean = new double[2];
        for (int i = 0; i < positions.length; i++) {
            mean[i % 2] += 2.0 * positions[i] / positions.length;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < positions.length; i += 2) {
            double x = positions[i] - mean[0];
            double y = positions[i + 1] - mean[1];
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        double angle = Math.atan2(2 * xy, xx - yy) / 2;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        float[] turned = new float[positions.length];
        for (int i = 0; i < positions.length; i += 2) {
            turned[i] = (float) (cos * positions[i] + sin * positions[i + 1]);
            turned[i + 1] = (float) (cos * positions[i + 1] - sin * positions[i]);
        }
        return turned;
    }

    /** Number of features that have a place. */
    public int size() {
        return features.length;
    }

    /** The feature of a place. */
    public int feature(int place) {
        return features[place];
    }

    /** How far right a place lies, 0..1. */
    public float x(int place) {
        return places[2 * place];
    }

    /** How far down a place lies, 0..1. */
    public float y(int place) {
        return places[2 * place + 1];
    }

    /** Writes it into a source's folder. */
    public void write(Path folder) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + PLACE * size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(size()).putInt(0);
        for (int place = 0; place < size(); place++) {
            bytes.putInt(feature(place)).putFloat(x(place)).putFloat(y(place));
        }
        bytes.putInt(HEADER - 4, checksum(bytes.array()));
        try {
            Files.write(folder.resolve(FILE), bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(FILE), e);
        }
    }

    /**
     * Reads the map in a source's folder.
     *
     * @param size number of features of the source
     * @return empty if the folder has none
     * @throws InvalidException if it is damaged, or of another source
     */
    public static Optional<FeatureMap> read(Path folder, int size) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(folder.resolve(FILE));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER || in.getLong() != MAGIC) {
            throw damaged(folder, "it does not begin with FRAGMAP1");
        }
        int places = in.getInt();
        if (places < 0 || bytes.length != HEADER + (long) PLACE * places) {
            throw damaged(
                    folder, "expected " + places + " places, found " + (bytes.length - HEADER) + " bytes of them");
        }
        if (in.getInt() != checksum(bytes)) {
            throw damaged(folder, "its checksum is another");
        }
        return Optional.of(places(folder, in, places, size));
    }

    private static FeatureMap places(Path folder, ByteBuffer in, int count, int size) {
        int[] features = new int[count];
        float[] places = new float[2 * count];
        for (int place = 0; place < count; place++) {
            features[place] = in.getInt();
            places[2 * place] = in.getFloat();
            places[2 * place + 1] = in.getFloat();
            if (features[place] < (place == 0 ? 0 : features[place - 1] + 1) || features[place] >= size) {
                throw damaged(folder, "feature " + features[place] + " in place " + place + " of a source of " + size);
            }
        }
        return new FeatureMap(features, places);
    }

    private static int checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, HEADER, bytes.length - HEADER);
        return (int) checksum.getValue();
    }

    private static InvalidException damaged(Path folder, String what) {
        return new InvalidException("The map " + folder.resolve(FILE) + " is damaged: " + what
                + ". Delete the file: the server draws the map anew.");
    }
}
