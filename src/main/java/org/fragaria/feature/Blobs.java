package org.fragaria.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/** One of the two blobs of features ({@link FeatureLayout}), for one thread that asks for features in rising order. */
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

    /**
     * The blob of a feature; overwritten when the next one is asked for.
     *
     * @throws InvalidException if the index is damaged
     */
    BytesRef of(int feature) {
        try {
            if (values == null || !values.advanceExact(feature)) {
                throw damaged.apply("feature " + feature + " lacks '" + field + "'");
            }
            return values.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the index field " + field, e);
        }
    }
}
