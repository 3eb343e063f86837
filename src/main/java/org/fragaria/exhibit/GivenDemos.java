package org.fragaria.exhibit;

import java.util.List;

/** Whoever has demos that nobody had to make has a bean of this type. Safe for any number of threads. */
public interface GivenDemos {

    /** Its demos; none where they cannot be shown. */
    List<Given> all();

    /**
     * A demo with a page of its own.
     *
     * @param title its headline
     * @param about what it shows, in a sentence
     * @param path its page
     */
    record Given(String title, String about, String path) {}
}
