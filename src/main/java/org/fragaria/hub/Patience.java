package org.fragaria.hub;

import java.time.Duration;

/**
 * How long to bear with a connection.
 *
 * @param tries how often something is tried before it counts as failed; a download that got further starts counting anew
 * @param pause the wait before the second try; it doubles with each further one
 * @param silence how long a server may send nothing before the connection counts as cut
 */
record Patience(int tries, Duration pause, Duration silence) {

    static final Patience DEFAULT = new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final int MOST_DOUBLINGS = 5;

    /** The wait before a try. */
    Duration before(int failures) {
        return pause.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures - 1));
    }
}
