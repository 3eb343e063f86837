package org.fragaria.feature;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What people wrote about features and which lists they put them into. Asked on hot pages, so an implementation waits for
 * the database only where {@link #stamp} says that there is something. Safe for any number of threads.
 */
public interface Remarks {

    /** What was said about a feature, oldest first. */
    Said of(FeatureAddress feature);

    /** Another number whenever {@link #of} says something else than before, 0 while nothing is said. */
    long stamp(FeatureAddress feature);

    /** Another number whenever anything was said of any feature, or any list that is shown to everybody was changed. */
    long stamp();

    /** Comments on a feature, and the lists that hold it. */
    record Said(List<Comment> comments, List<InList> lists) {

        /** Nothing at all. */
        public static final Said NOTHING = new Said(List.of(), List.of());
    }

    /**
     * A comment.
     *
     * @param id what its own address ends in
     * @param text plain text, as it was given
     * @param by the name that its writer gave; null if none
     */
    record Comment(String id, String text, @Nullable String by, Instant written) {}

    /** A list that holds the feature. */
    record InList(String id, String name) {}
}
