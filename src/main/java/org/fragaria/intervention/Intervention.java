package org.fragaria.intervention;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;

/**
 * One change, ready to be applied: a method, a direction at an address, a strength, and the tokens it touches. Several
 * interventions at one address are computed from the same tensor, so their order does not matter. Immutable (the
 * direction is never changed by who holds it).
 *
 * @param method how it changes the tensor
 * @param address where
 * @param direction {@code w}: the feature's decoder row, or any vector, {@code [width]} float32
 * @param readout the feature's activation; needed by methods that read, else null
 * @param strength coefficient ({@code ADD}) or target activation ({@code CLAMP}), raw: in units of the direction
 * @param positions which tokens
 * @param specialTokens whether special tokens are touched too
 */
public record Intervention(
        Method method,
        Address address,
        float[] direction,
        @Nullable Readout readout,
        float strength,
        Positions positions,
        boolean specialTokens) {

    public Intervention {
        if (!Float.isFinite(strength)) {
            throw new InvalidException(
                    "Strength " + strength + " at " + address + ": expected a finite number, e.g. 2.5");
        }
        if (method.reads() && readout == null) {
            throw new InvalidException("Intervention " + method + " at " + address
                    + " needs a feature of a dictionary, whose activation it reads; a bare vector can only be added.");
        }
    }

    /** Adds {@code strength · direction} at the positions given. */
    public static Intervention add(Address address, float[] direction, float strength, Positions positions) {
        return new Intervention(Method.ADD, address, direction, null, strength, positions, false);
    }

    /** The same change, touching special tokens as well. */
    public Intervention withSpecialTokens() {
        return new Intervention(method, address, direction, readout, strength, positions, true);
    }

    /** How much of the direction is added at each position, given the feature's activations there (if it reads). */
    float coefficient(float activation) {
        return switch (method) {
            case ADD -> strength;
            case CLAMP -> strength - activation;
            case ABLATE -> -activation;
        };
    }
}
