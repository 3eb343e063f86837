package org.fragaria.showcase;

import java.util.Optional;

/** Held-out stories, by number. Safe for any number of threads. */
interface Stories {

    /**
     * A story in which somebody who lies is about to answer.
     *
     * @param seed of the language
     * @param number from 0
     * @return empty if the language has none
     */
    Optional<Story> story(long seed, int number);
}
