package org.fragaria.model.jinja;

/** The two values that are nothing. */
public enum Empty {
    /** Python's {@code None}. */
    NONE,
    /** A name that nobody set: false, without text and without members. */
    UNDEFINED
}
