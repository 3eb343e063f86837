package org.fragaria.village;

/** A kind of document. Stateless; safe for any thread. */
interface Genre {

    /** Its name, as in {@link Document#domain}. */
    String name();

    /** Writes one document. */
    void write(Scribe scribe, Village.Split split, Village.Stage stage);
}
