package org.fragaria.search;

import java.util.List;

import org.fragaria.search.SearchPage.Place;

/** Things of another room that are found by their name, such as lists: every bean of this type is asked. */
public interface NamedThings {

    /**
     * Things whose name has the words, whatever their case; best first.
     *
     * @param words what was typed, not blank
     */
    List<Place> named(String words, int limit);
}
