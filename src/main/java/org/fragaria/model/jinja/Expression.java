package org.fragaria.model.jinja;

/** Something that has a value. */
@FunctionalInterface
interface Expression {

    /** Its value. */
    Object in(Scope scope);
}
