package org.fragaria.feature;

import org.jspecify.annotations.Nullable;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.NotFoundException;
import org.fragaria.weights.SafetensorsWriter;

/**
 * A feature as a direction, to be taken elsewhere.
 *
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param reads address of the tensor that it is read from
 * @param writes address of the tensor that it is written to, or several
 * @param width length of {@code decoder}
 * @param norm Euclidean length of the decoder row
 * @param decoder what one unit of its activation adds where it writes, {@code [width]}, float32
 * @param encoder what it is read off by, as stored, {@code [width of what it reads]}, float32; null where the dictionary's
 *     files are not on this machine
 * @param encoderBias its bias, as stored; null where the encoder is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; written out as JSON
public record FeatureVector(
        String model,
        String source,
        int index,
        String reads,
        String writes,
        int width,
        double norm,
        float[] decoder,
        float @Nullable [] encoder,
        @Nullable Float encoderBias) {

    /** @throws NotFoundException if the source was made without directions */
    static FeatureVector of(OpenSource open, int index, @Nullable Dictionary dictionary) {
        SourceManifest manifest = open.manifest();
        Directions directions = open.features()
                .directions()
                .orElseThrow(() -> new NotFoundException("Source " + manifest.model() + "/" + manifest.source()
                        + " has no " + Directions.FILE + ": make it again with './fragaria add'."));
        float[] decoder = directions.row(index);
        return new FeatureVector(
                manifest.model(),
                manifest.source(),
                index,
                manifest.dictionaryFacts().address().toString(),
                directions.place().writes(),
                decoder.length,
                directions.norm(index),
                decoder,
                dictionary == null ? null : dictionary.encoderColumn(index),
                dictionary == null ? null : dictionary.encoderBias(index));
    }

    /** Name for a downloaded file, without its ending. */
    String fileName() {
        return model + "-" + source + "-" + index;
    }

    /** As a safetensors file: {@code decoder}, and where known {@code encoder} and {@code encoder_bias}; the rest as metadata. */
    byte[] safetensors() {
        SafetensorsWriter writer = new SafetensorsWriter()
                .metadata("model", model)
                .metadata("source", source)
                .metadata("index", Integer.toString(index))
                .metadata("reads", reads)
                .metadata("writes", writes)
                .add("decoder", decoder, decoder.length);
        if (encoder != null && encoderBias != null) {
            writer.add("encoder", encoder, encoder.length).add("encoder_bias", new float[] {encoderBias}, 1);
        }
        return writer.bytes();
    }
}
