package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/** One of the blobs of features ({@link FeatureLayout}), for one thread that asks for features in rising order. */
final class Blobs {

    private final String field;
    private final Function<String, InvalidException> damaged;
    private final @Nullable BinaryDocValues values;

    /**
     * Looks for the field.
     *
     * @param damaged the error that says what of the index is damaged
     */
    Blobs(LeafReader leaf, String field, Function<String, InvalidException> damaged) {
        this.field = field;
        this.damaged = damaged;
        try {
            values = leaf.getBinaryDocValues(field);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the index field " + field, e);
        }
    }

    /** The blob of a feature, if it has one; overwritten when the next one is asked for. */
    Optional<BytesRef> find(int feature) {
        try {
            return values == null || !values.advanceExact(feature)
                    ? Optional.empty()
                    : Optional.of(values.binaryValue());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the index field " + field, e);
        }
    }

    /**
     * The blob of a feature; overwritten when the next one is asked for.
     *
     * @throws InvalidException if the index is damaged
     */
    BytesRef of(int feature) {
        return find(feature).orElseThrow(() -> damaged.apply("feature " + feature + " lacks '" + field + "'"));
    }
}
