package org.fragaria.fit;

import java.util.Optional;

import org.fragaria.dictionary.Rereading;
import org.fragaria.model.Address;

/**
 * One way to join a dictionary and a model.
 *
 * @param name what is different, e.g. {@code resid_pre.5}
 * @param advice what to do if it turns out right, to follow a colon
 * @param address where the dictionary reads
 * @param rereading how its weights are read, if not as declared
 * @param meanIsGiven whether the reading knows each position's mean from elsewhere (an undone layer norm, or a dictionary
 *     of a centred model, which gives back what it took): FVU is then of the rest, or a mean that varies much would win against every reading that has to rebuild it
 */
record Reading(String name, String advice, Address address, Optional<Rereading> rereading, boolean meanIsGiven) {

    /**
     * The dictionary as it is.
     *
     * @param centres whether it takes means off and gives them back
     */
    static Reading declared(Address address, boolean centres) {
        return new Reading(address + " as declared", "", address, Optional.empty(), centres);
    }

    static Reading at(Address place, boolean centres) {
        return new Reading(place.toString(), "pass --address " + place, place, Optional.empty(), centres);
    }
}
