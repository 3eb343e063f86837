package org.fragaria.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.live.SharedReading.Firing;
import org.fragaria.torch.Torch;

/** Encodes a tensor a few positions at a time and keeps what fires: a whole text's activations of a wide dictionary are large. */
final class SharedPass {

    /** Positions that are encoded at once: 64 of 131,072 features are 32 MB. */
    private static final int AT_ONCE = 64;

    private SharedPass() {}

    private static final class Track {
        private int[] positions = new int[4];
        private float[] values = new float[4];
        private int length;

        void add(int position, float value) {
            if (length == positions.length) {
                positions = Arrays.copyOf(positions, 2 * length);
                values = Arrays.copyOf(values, 2 * length);
            }
            positions[length] = position;
            values[length++] = value;
        }

        Firing firing(int feature) {
            return new Firing(feature, Arrays.copyOf(positions, length), Arrays.copyOf(values, length));
        }
    }

    /**
     * What fires.
     *
     * @param tensor what the dictionary reads, {@code [position · width]} float32
     * @param positions number of positions
     */
    static List<Firing> encode(Dictionary dictionary, float[] tensor, int positions) {
        int width = tensor.length / positions;
        Map<Integer, Track> tracks = new TreeMap<>();
        for (int from = 0; from < positions; from += AT_ONCE) {
            int rows = Math.min(AT_ONCE, positions - from);
            float[] part = Arrays.copyOfRange(tensor, from * width, (from + rows) * width);
            try (NDManager manager = Torch.manager().newSubManager()) {
                NDArray x = manager.create(part, new Shape(rows, width));
                collect(dictionary.encode(x).toFloatArray(), rows, from, tracks);
            }
        }
        List<Firing> firing = new ArrayList<>(tracks.size());
        tracks.forEach((feature, track) -> firing.add(track.firing(feature)));
        return firing;
    }

    private static void collect(float[] values, int rows, int from, Map<Integer, Track> tracks) {
        int features = values.length / rows;
        for (int row = 0; row < rows; row++) {
            for (int feature = 0; feature < features; feature++) {
                float value = values[row * features + feature];
                if (value > 0) {
                    tracks.computeIfAbsent(feature, silent -> new Track()).add(from + row, value);
                }
            }
        }
    }
}
