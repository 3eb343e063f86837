package org.fragaria.intervention;

/** How an intervention changes the tensor {@code h} at its address, for a direction {@code w} read out as {@code f(h)}. */
public enum Method {
    /** {@code h += strength · w}: steering. */
    ADD,
    /** {@code h += (strength − f(h)) · w}: the feature is held at a value. */
    CLAMP,
    /** {@code h −= f(h) · w}: the feature is switched off. Strength is not used. */
    ABLATE;

    /** Whether it needs the feature's activation. */
    boolean reads() {
        return this != ADD;
    }
}
