package org.fragaria.feature;

import java.util.List;

import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/** Where the rooms find the source that an address names. The catalog is the one implementation. */
public interface Shelf {

    /**
     * Takes a source in hand; the caller closes it.
     *
     * @throws NotFoundException if there is no such model or source
     * @throws UnavailableException if its folder is broken
     */
    OpenSource borrow(String model, String source);

    /** Addresses of all readable sources, by model and source. */
    List<SourceAddress> readable();

    /** Whether a source is here and can be read. */
    boolean holds(SourceAddress source);

    /** Another number whenever anything else lies here than before: part of the key of pages that are kept. */
    long stamp();

    /** The two ids that name a source. */
    record SourceAddress(String model, String source) {
        @Override
        public String toString() {
            return model + "/" + source;
        }
    }
}
