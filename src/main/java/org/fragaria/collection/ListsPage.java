package org.fragaria.collection;

import java.util.List;

/**
 * What the page of all lists shows; also its JSON.
 *
 * @param mine lists of this browser, those changed last first
 * @param listed lists that their makers show to everybody, those changed last first
 * @param total how many those are
 * @param page which fifty of them, from 1
 */
public record ListsPage(List<ListSummary> mine, List<ListSummary> listed, long total, int page) {

    static final int ROWS = 50;

    /** Whether there are lists changed before these. */
    public boolean more() {
        return (long) page * ROWS < total;
    }
}
