package org.fragaria.catalog;

/** What a table leaves out. */
public enum Hide {
    /** Features that never fired. */
    DEAD,
    /** Those, and features of which a lookup table by the current token explains more than nine tenths. */
    LOOKUP,
    /** Nothing. */
    NOTHING
}
