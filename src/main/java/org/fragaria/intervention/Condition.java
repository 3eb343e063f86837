package org.fragaria.intervention;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.Address;
import org.fragaria.model.ModelConfig;
import org.fragaria.problem.InvalidException;

/**
 * That a feature is above a value at the token in question. It is read from the tensor as it arrives at the feature's
 * address: after what was changed at earlier addresses, before what is changed at its own.
 *
 * @param address where the feature is read
 * @param width of the tensor there that the feature can read
 * @param readout the feature
 * @param above the activation that must be exceeded, in the dictionary's own scale
 */
public record Condition(Address address, int width, Readout readout, float above) {

    public Condition {
        if (!Float.isFinite(above)) {
            throw new InvalidException("A condition's threshold " + above + ": expected a finite number, e.g. 0.5");
        }
    }

    /**
     * That a feature of a dictionary is above a value.
     *
     * @param above in the dictionary's own scale
     * @throws org.fragaria.problem.NotFoundException if the dictionary has no such feature
     */
    public static Condition onFeature(Dictionary dictionary, int feature, float above) {
        return new Condition(
                dictionary.config().address(),
                dictionary.config().dIn(),
                new FeatureReadout(dictionary.feature(feature)),
                above);
    }

    /** Whether it can be known, in a model, when the pass comes to an address. */
    void requireFits(ModelConfig model, Address change) {
        model.require(address);
        if (model.width(address.point()) != width) {
            throw new InvalidException("A condition on a feature at " + address + ": the model has width "
                    + model.width(address.point()) + " there, the feature reads " + width);
        }
        if (!address.notAfter(change)) {
            throw new InvalidException("A condition on a feature at " + address + " for a change at " + change
                    + ": expected a feature that is read at the change's address or earlier in the pass, since what comes"
                    + " later is not known yet. Choose a feature of an earlier layer, or change a later one.");
        }
    }
}
