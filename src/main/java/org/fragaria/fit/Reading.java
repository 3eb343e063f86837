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
 * @param centred whether each position's mean is removed first, and what is rebuilt has none
 * @param meanIsGiven whether the reading knows each position's mean from elsewhere (an undone layer norm): FVU is then of
 *     the rest, or a mean that varies much would win against every reading that has to rebuild it
 */
record Reading(
        String name,
        String advice,
        Address address,
        Optional<Rereading> rereading,
        boolean centred,
        boolean meanIsGiven) {

    static Reading declared(Address address) {
        return new Reading(address + " as declared", "", address, Optional.empty(), false, false);
    }

    static Reading at(Address place) {
        return new Reading(place.toString(), "pass --address " + place, place, Optional.empty(), false, false);
    }

    static Reading reread(String name, String advice, Address address, Rereading how) {
        return new Reading(name, advice, address, Optional.of(how), false, false);
    }
}
