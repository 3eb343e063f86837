package org.fragaria.intervention;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.dictionary.FeatureDirection;
import org.fragaria.model.Address;
import org.fragaria.model.ModelConfig;
import org.fragaria.problem.InvalidException;

/**
 * One change, ready to be applied: a method, a direction at an address, a strength, and the tokens it touches. Several
 * interventions at one address are computed from the same tensor, so their order does not matter. Immutable (the
 * direction is never changed by who holds it).
 *
 * @param method how it changes the tensor
 * @param address where
 * @param direction {@code w}: the feature's decoder row, or any vector, {@code [width]} float32
 * @param readout the feature that the direction belongs to, or null for a bare vector that is only added
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
                    + " needs a readout of the value that it replaces: a feature's, or a vector's own (onVector).");
        }
    }

    /** Adds {@code strength · direction} at the positions given. */
    public static Intervention add(Address address, float[] direction, float strength, Positions positions) {
        return new Intervention(Method.ADD, address, direction, null, strength, positions, false);
    }

    /**
     * A change along a direction that is no feature. Clamped, the tensor's coordinate along it,
     * {@code h·w / w·w}, becomes {@code strength}; ablated, 0.
     *
     * @param direction {@code w}, {@code [width]}
     * @param strength raw: a multiple of the direction
     * @throws InvalidException if it is to be clamped or ablated along a direction of length 0
     */
    public static Intervention onVector(
            Address address, float[] direction, Method method, float strength, Positions positions) {
        Readout readout = method.reads() ? VectorReadout.of(address, direction) : null;
        return new Intervention(method, address, direction, readout, strength, positions, false);
    }

    /**
     * A change of one feature of a dictionary, at the dictionary's address; of a transcoder, where it writes.
     *
     * @param strength raw: an activation of the feature
     * @throws org.fragaria.problem.NotFoundException if the dictionary has no such feature
     * @throws InvalidException if a transcoder's feature is to be clamped or ablated
     */
    public static Intervention onFeature(
            Dictionary dictionary, int feature, Method method, float strength, Positions positions) {
        return onFeature(dictionary.config().outputAddress(), dictionary.feature(feature), method, strength, positions);
    }

    /**
     * A change of one feature of a dictionary, at every place that it writes to: as {@link #onFeature(Dictionary, int, Method,
     * float, Positions)}, or of a layer of a cross-layer transcoder one change per layer from its own to the last, each by
     * the decoder row for that layer.
     *
     * @param strength raw: an activation of the feature
     * @throws org.fragaria.problem.NotFoundException if the dictionary has no such feature
     * @throws InvalidException if a transcoder's feature is to be clamped or ablated
     */
    public static List<Intervention> allOnFeature(
            Dictionary dictionary, int feature, Method method, float strength, Positions positions) {
        if (dictionary.config().span().isEmpty()) {
            return List.of(onFeature(dictionary, feature, method, strength, positions));
        }
        requireAdd(method, feature, dictionary.config().outputAddress());
        return dictionary.config().outputAddresses().stream()
                .map(place -> add(place, dictionary.decoderRow(feature, place.layer()), strength, positions))
                .toList();
    }

    private static void requireAdd(Method method, int feature, Address address) {
        if (method.reads()) {
            throw new InvalidException("Intervention " + method + " on feature " + feature + " of a transcoder at "
                    + address
                    + ": expected ADD, since a transcoder's feature is read from another tensor than the one it writes"
                    + " to.");
        }
    }

    /**
     * A change of one feature, already read from its dictionary.
     *
     * @param address where its decoder row is added
     * @param strength raw: an activation of the feature
     * @throws InvalidException if a transcoder's feature is to be clamped or ablated: its activation is read from another
     *     tensor than the one that is changed; or if it writes to several
     */
    public static Intervention onFeature(
            Address address, FeatureDirection feature, Method method, float strength, Positions positions) {
        if (feature.targets() > 1) {
            throw new InvalidException("Intervention " + method + " on feature " + feature.index() + " at " + address
                    + ": expected a feature that writes to one tensor, as this change is of one; this one writes to "
                    + feature.targets() + ", as a layer of a cross-layer transcoder does.");
        }
        if (!feature.transcodes()) {
            return new Intervention(
                    method, address, feature.decoderRow(), new FeatureReadout(feature), strength, positions, false);
        }
        requireAdd(method, feature.index(), address);
        return add(address, feature.decoderRow(), strength, positions);
    }

    /** The same change, touching special tokens as well. */
    public Intervention withSpecialTokens() {
        return new Intervention(method, address, direction, readout, strength, positions, true);
    }

    /**
     * Checks that a model can be changed in this way.
     *
     * @throws InvalidException if the model has no such address, or another width there
     */
    public void requireFits(ModelConfig model) {
        model.require(address);
        int width = model.width(address.point());
        if (direction.length != width) {
            throw new InvalidException("Intervention at " + address + ": the model has width " + width
                    + " there, the direction has " + direction.length);
        }
    }

    /** How much of the direction is added at each position, given the feature's activation there (if it reads). */
    float coefficient(float activation) {
        return switch (method) {
            case ADD -> strength;
            case CLAMP -> strength - activation;
            case ABLATE -> -activation;
        };
    }
}
