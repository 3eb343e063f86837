package org.fragaria.feature;

import java.util.List;
import java.util.Map;

import org.fragaria.feature.Shelf.SourceAddress;

/**
 * Labels that come with what a server shows, and are nobody's: where the language of a corpus is known token for token, it
 * was measured which feature tells what. A room that knows such labels has a bean of this type; they stand behind those
 * that somebody or some language model wrote, and before those made of tokens alone. Asked on hot pages, so an
 * implementation answers from memory. Safe for any number of threads.
 */
public interface GivenLabels {

    /** Name of the method of all of them, see {@link Label#method}. */
    String METHOD = "truth";

    /** Those of a source by number of the feature, none of them empty, best first; an empty map if it knows of none. */
    Map<Integer, List<Label>> of(SourceAddress source);
}
