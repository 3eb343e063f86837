package org.fragaria.intervention;

/**
 * How an intervention changes the tensor {@code h} at its address, for a direction {@code w}. {@code f} is the feature's
 * activation; of a vector it is the tensor's coordinate along it, {@code c = h·w / w·w}. Every method adds a multiple of
 * {@code w}, so the part that a dictionary does not explain stays. {@code docs/interventions.md} has their sources.
 */
public enum Method {
    /** {@code h += s · w}: steering. */
    ADD(Unit.ACTIVATION),
    /** {@code h += (s − f) · w}: held at a value. */
    CLAMP(Unit.ACTIVATION),
    /** {@code h += (max(f, s) − f) · w}: held at a value or above. */
    AT_LEAST(Unit.ACTIVATION),
    /** {@code h += (s − 1) · f · w}: multiplied. */
    SCALE(Unit.FACTOR),
    /** {@code h −= f · w}: switched off. */
    ABLATE(Unit.NONE),
    /** {@code h += (mean − f) · w}: held at its mean over all tokens of a corpus, which is the strength here. */
    ABLATE_MEAN(Unit.MEAN),
    /** {@code h −= c · w}: nothing is left along the direction, whatever the feature's activation. */
    PROJECT_OUT(Unit.NONE),
    /** {@code h += (s − 1) · c · w}: what lies along the direction is multiplied, what is at right angles to it stays. */
    DECOMPOSE(Unit.FACTOR),
    /** {@code h += (min(max(c, low), s) − c) · w}: the coordinate is kept between two values. */
    CAP(Unit.ACTIVATION);

    /** What a method's strength is. */
    public enum Unit {
        /** An activation of the feature, or a multiple of the vector. */
        ACTIVATION,
        /** A plain factor. */
        FACTOR,
        /** The feature's mean activation, which is known and not chosen. */
        MEAN,
        /** It has none. */
        NONE
    }

    private final Unit unit;

    Method(Unit unit) {
        this.unit = unit;
    }

    /** What its strength is. */
    public Unit unit() {
        return unit;
    }

    /** Whether it needs to know what is there. */
    boolean reads() {
        return this != ADD;
    }

    /** Whether it reads the coordinate along the direction, of features too. */
    public boolean alongDirection() {
        return this == PROJECT_OUT || this == DECOMPOSE || this == CAP;
    }
}
