package org.fragaria.dictionary;

import java.nio.file.Path;
import java.util.List;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * All layers of a cross-layer transcoder: what they predict together. The tensor at layer {@code l} is predicted as
 * {@code b_dec_l + x_l · W_skip_l + Σ_{i ≤ l} a_i · W_dec_i[l − i]}, where {@code x_l} is what layer {@code l} reads and
 * {@code a_i} the activations of layer {@code i}; without a skip connection the second term is none. Source:
 * safety-research/circuit-tracer, {@code circuit_tracer/transcoder/cross_layer_transcoder.py}, compute_reconstruction.
 *
 * <p>A layer is opened when it is first asked for, and of the decoders only the rows of active features are read. Safe for
 * any thread; no call may be running on {@link #close}.
 */
public final class CrossLayerTranscoder implements AutoCloseable {

    private final Path folder;
    private final @Nullable Dictionary[] opened;

    private CrossLayerTranscoder(Path folder, int layers) {
        this.folder = folder;
        opened = new Dictionary[layers];
    }

    /**
     * Looks at which layers there are, and opens the first.
     *
     * @param folder with the files of all layers
     * @throws NotFoundException if nothing is there
     * @throws InvalidException if layers are missing
     */
    public static CrossLayerTranscoder open(Path folder) {
        try (DictionaryFiles files = new DictionaryFiles(folder)) {
            List<Integer> layers = CrossLayerFormat.layers(files.names());
            for (int layer = 0; layer < Math.max(1, layers.size()); layer++) {
                if (!layers.contains(layer)) {
                    throw files.invalid("expected all layers of a cross-layer transcoder from 0 on, found no "
                            + CrossLayerFormat.encoderFile(layer) + " among " + files.listing()
                            + ". Download the whole folder.");
                }
            }
            CrossLayerTranscoder whole = new CrossLayerTranscoder(files.folder(), layers.size());
            whole.layer(0);
            return whole;
        }
    }

    /** Number of layers. */
    public int layers() {
        return opened.length;
    }

    /**
     * One layer, for its activations and single features. Belongs to this transcoder: do not close.
     *
     * @throws NotFoundException if there is none of that number
     * @throws InvalidException if its files are broken, or not of a transcoder of as many layers and this width
     */
    public synchronized Dictionary layer(int layer) {
        if (layer < 0 || layer >= opened.length) {
            throw new NotFoundException("Layer " + layer + " does not exist: the cross-layer transcoder " + folder
                    + " has layers 0 to " + (opened.length - 1) + ".");
        }
        Dictionary present = opened[layer];
        if (present == null) {
            present = opened(layer);
            opened[layer] = present;
        }
        return present;
    }

    private Dictionary opened(int layer) {
        Dictionary dictionary = Dictionary.open(folder.resolve(CrossLayerFormat.encoderFile(layer)));
        Dictionary first = opened[0];
        int layers = dictionary.config().span().map(Transcoding.Span::layers).orElse(0);
        int width = dictionary.config().dOut();
        int expected = first == null ? width : first.config().dOut();
        if (layers != opened.length || width != expected) {
            dictionary.close();
            throw new InvalidException("Dictionary " + dictionary.folder() + ": expected a layer of " + opened.length
                    + ", as many as there are files, that writes vectors of width " + expected + ", found one of "
                    + layers + " and width " + width
                    + ": files are missing, or not of one transcoder. Download the whole folder.");
        }
        return dictionary;
    }

    /**
     * What is predicted of the tensor at a layer.
     *
     * @param target the layer
     * @param activations of the layers 0 to {@code target}, each {@code [n, dSae]} float32, as {@link Dictionary#encode}
     *     gives them, of the same positions
     * @param x what layer {@code target} reads, {@code [n, dIn]} float32; feeds the skip connection
     * @return {@code [n, dOut]} float32, in the manager of {@code x}
     * @throws NotFoundException if there is no such layer
     * @throws InvalidException if there are not as many activations, or of another shape
     */
    public NDArray predict(int target, List<NDArray> activations, NDArray x) {
        NDArray predicted = layer(target).constant(x);
        if (activations.size() != target + 1) {
            throw new InvalidException("Cross-layer transcoder " + folder + ": expected activations of the layers 0 to "
                    + target + " to predict layer " + target + ", found those of " + activations.size() + " layers.");
        }
        for (int source = 0; source <= target; source++) {
            try (NDArray part = layer(source).written(activations.get(source), target, x)) {
                predicted.addi(part);
            }
        }
        return predicted;
    }

    /** Closes all layers. */
    @Override
    public synchronized void close() {
        for (Dictionary layer : opened) {
            if (layer != null) {
                layer.close();
            }
        }
    }
}
