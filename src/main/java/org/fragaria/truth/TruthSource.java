package org.fragaria.truth;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.Address;
import org.fragaria.truth.TruthReport.Change;

/**
 * A dictionary that is looked at. Does not own it.
 *
 * @param id source id: its folder's name
 * @param density share of the selection rows on which each feature is active, {@code [dSae]}
 * @param contrast by concept, how much more active each feature is on average on selection rows that have it, {@code
 *     [concept][dSae]}
 * @param residualNorm mean length of the tensor at its address over the selection rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TruthSource(String id, Dictionary dictionary, float[] density, float[][] contrast, double residualNorm) {

    Address address() {
        return dictionary.config().address();
    }

    int dSae() {
        return dictionary.config().dSae();
    }

    /** A change of one of its features. */
    Change change(int feature, String method, double strength, String positions) {
        return new Change(id, feature, method, strength, positions, null);
    }
}
