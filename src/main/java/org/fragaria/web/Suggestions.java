package org.fragaria.web;

import java.util.List;

/**
 * Places near an address that leads nowhere. The room that knows the places has the bean; asked only where a page was not
 * found, so it may take its time. Safe for any number of threads.
 */
public interface Suggestions {

    /**
     * Places that whoever typed an address may have meant, the nearest first, few.
     *
     * @param path the address, decoded, of any length
     */
    List<Place> near(String path);

    /**
     * A place.
     *
     * @param path its address
     * @param name what it is called
     */
    record Place(String path, String name) {}
}
