package org.fragaria.search;

import org.jspecify.annotations.Nullable;

import org.fragaria.web.Format;

/**
 * How far the label index is.
 *
 * @param labels labels that can be found by their words
 * @param meanings those of them that can be found by their meaning
 * @param filling whether there is more to come
 * @param meaning whether this server searches by meaning
 * @param note what is wrong; null if nothing
 */
public record LabelStatus(
        int labels,
        int meanings,
        boolean filling,
        boolean meaning,
        @Nullable String note) {

    static final LabelStatus BEGINNING = new LabelStatus(0, 0, true, true, null);

    /** What to say on the page; empty if all is there. */
    public String sentence() {
        if (note != null) {
            return note;
        }
        if (!filling) {
            return "";
        }
        String words = "The labels are still being read: " + Format.count(labels) + " can be found by their words";
        return words + (meaning ? ", " + Format.count(meanings) + " by their meaning, too." : ".");
    }
}
