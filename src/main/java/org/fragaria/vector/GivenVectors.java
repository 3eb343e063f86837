package org.fragaria.vector;

import java.util.List;

/**
 * Vectors that come with what a server shows, and are nobody's. A room that knows such vectors has a bean of this type;
 * they are listed, opened and steered with as stored ones are, and nobody can delete them. Safe for any number of threads.
 */
public interface GivenVectors {

    /** Those of a model, made by {@link StoredVector#given}; none if it knows of none. */
    List<StoredVector> of(String model);
}
