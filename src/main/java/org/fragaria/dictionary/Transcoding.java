package org.fragaria.dictionary;

import java.util.Optional;

/**
 * What a transcoder writes: it reads a tensor at one address and predicts the tensor at another one, of its own width. Its
 * decoder's bias is of the other tensor, so it is never subtracted from the input, and no normalisation is undone.
 *
 * @param dOut width of the tensor that is predicted
 * @param hookName where that is, in the words of the file; empty if the file does not say. Of one layer of a cross-layer
 *     transcoder the first of the places that it writes to, at its own layer
 * @param skip whether a linear map of the input is added, {@code W_skip [dIn, dOut]}
 * @param span the layers that it writes to, if it is one layer of a cross-layer transcoder
 */
public record Transcoding(int dOut, String hookName, boolean skip, Optional<Span> span) {

    /**
     * One layer of a cross-layer transcoder, which writes to its own layer and all later ones. What it writes to a layer is
     * a part of the prediction there, never the whole: that is a {@link CrossLayerTranscoder}'s.
     *
     * @param layer the layer that it reads at, from 0
     * @param layers number of layers of the whole
     */
    public record Span(int layer, int layers) {}

    /** A transcoder that writes to one place. */
    public Transcoding(int dOut, String hookName, boolean skip) {
        this(dOut, hookName, skip, Optional.empty());
    }
}
