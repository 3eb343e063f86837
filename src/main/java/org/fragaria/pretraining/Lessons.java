package org.fragaria.pretraining;

import org.fragaria.village.Document;
import org.fragaria.village.Village;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/** Documents to learn from: the same number, split and stage always give the same document. Safe for any thread. */
@FunctionalInterface
public interface Lessons {

    /** One document; numbers begin at 0. */
    Document document(long number, Split split, Stage stage);

    /** The documents of the demo's language. */
    static Lessons of(Village village) {
        return village::document;
    }
}
