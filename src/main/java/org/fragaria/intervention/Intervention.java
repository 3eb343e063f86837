package org.fragaria.intervention;

import java.util.List;
import java.util.Locale;

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
 * @param readout what the method reads: the feature that the direction belongs to, or the coordinate along the direction;
 *     null for a bare vector that is only added
 * @param strength as {@link Method#unit} says; activations are raw: in units of the direction
 * @param low lower bound of {@link Method#CAP}, raw; -∞ for none and for all other methods
 * @param scope which tokens
 */
public record Intervention(
        Method method,
        Address address,
        float[] direction,
        @Nullable Readout readout,
        float strength,
        float low,
        Scope scope) {

    public Intervention {
        if (Float.isNaN(strength) || Float.isInfinite(strength) && method != Method.CAP) {
            throw new InvalidException(
                    "Strength " + strength + " at " + address + ": expected a finite number, e.g. 2.5");
        }
        if (method == Method.CAP && !(low <= strength)) {
            throw new InvalidException("A cap at " + address + " from " + low + " to " + strength
                    + ": expected two numbers, the first not above the second.");
        }
        if (method.reads() && readout == null) {
            throw new InvalidException("Intervention " + method + " at " + address
                    + " needs a readout of the value that it replaces: a feature's, or a vector's own (onVector).");
        }
    }

    /** Adds {@code strength · direction} at the positions given. */
    public static Intervention add(Address address, float[] direction, float strength, Positions positions) {
        return add(address, direction, strength, Scope.of(positions));
    }

    private static Intervention add(Address address, float[] direction, float strength, Scope scope) {
        return new Intervention(Method.ADD, address, direction, null, strength, Float.NEGATIVE_INFINITY, scope);
    }

    /** As {@link #onVector(Address, float[], Method, float, Scope)}, on a part of the text that needs no further word. */
    public static Intervention onVector(
            Address address, float[] direction, Method method, float strength, Positions positions) {
        return onVector(address, direction, method, strength, Scope.of(positions));
    }

    /**
     * A change along a direction that is no feature; what is read of it is the tensor's coordinate along it, {@code h·w /
     * w·w}.
     *
     * @param direction {@code w}, {@code [width]}
     * @param strength as {@link Method#unit} says; raw: a multiple of the direction
     * @throws InvalidException if it is to be read along a direction of length 0, or held at a mean, which a vector has not
     */
    public static Intervention onVector(
            Address address, float[] direction, Method method, float strength, Scope scope) {
        if (method == Method.ABLATE_MEAN) {
            throw new InvalidException("Intervention ablate_mean on a vector at " + address
                    + ": expected a feature, whose mean was measured. Clamp the vector to a value instead.");
        }
        Readout readout = method.reads() ? VectorReadout.of(address, direction) : null;
        return new Intervention(method, address, direction, readout, strength, Float.NEGATIVE_INFINITY, scope);
    }

    /** As {@link #allOnFeature}, at one place, on a part of the text that needs no further word. */
    public static Intervention onFeature(
            Dictionary dictionary, int feature, Method method, float strength, Positions positions) {
        return onFeature(
                dictionary.config().outputAddress(),
                dictionary.feature(feature),
                method,
                strength,
                Scope.of(positions));
    }

    /**
     * A change of one feature of a dictionary, at every place that it writes to: the dictionary's address, of a transcoder
     * where it writes, and of a layer of a cross-layer transcoder one change per layer from its own to the last, each by the
     * decoder row for that layer.
     *
     * @param strength as {@link Method#unit} says; raw: an activation of the feature
     * @throws org.fragaria.problem.NotFoundException if the dictionary has no such feature
     * @throws InvalidException if a transcoder's feature is to be changed by what its activation is, which is read from
     *     another tensor than the one that is changed
     */
    public static List<Intervention> allOnFeature(
            Dictionary dictionary, int feature, Method method, float strength, Scope scope) {
        if (dictionary.config().span().isEmpty()) {
            return List.of(onFeature(
                    dictionary.config().outputAddress(), dictionary.feature(feature), method, strength, scope));
        }
        requireAlong(method, feature, dictionary.config().outputAddress());
        return dictionary.config().outputAddresses().stream()
                .map(place -> onVector(place, dictionary.decoderRow(feature, place.layer()), method, strength, scope))
                .toList();
    }

    /** As {@link #allOnFeature(Dictionary, int, Method, float, Scope)}, on a part of the text that needs no further word. */
    public static List<Intervention> allOnFeature(
            Dictionary dictionary, int feature, Method method, float strength, Positions positions) {
        return allOnFeature(dictionary, feature, method, strength, Scope.of(positions));
    }

    private static void requireAlong(Method method, int feature, Address address) {
        if (method.reads() && !method.alongDirection()) {
            throw new InvalidException("Intervention " + method.name().toLowerCase(Locale.ROOT) + " on feature "
                    + feature
                    + " of a transcoder at " + address + ": expected add, project_out, decompose or cap, since a"
                    + " transcoder's feature is read from another tensor than the one it writes to.");
        }
    }

    /** As {@link #onFeature(Address, FeatureDirection, Method, float, Scope)}, on a part that needs no further word. */
    public static Intervention onFeature(
            Address address, FeatureDirection feature, Method method, float strength, Positions positions) {
        return onFeature(address, feature, method, strength, Scope.of(positions));
    }

    /**
     * A change of one feature, already read from its dictionary.
     *
     * @param address where its decoder row is added
     * @param strength as {@link Method#unit} says; raw: an activation of the feature
     * @throws InvalidException if a transcoder's feature is to be changed by what its activation is, or it writes to several
     *     tensors
     */
    public static Intervention onFeature(
            Address address, FeatureDirection feature, Method method, float strength, Scope scope) {
        if (feature.targets() > 1) {
            throw new InvalidException("Intervention " + method + " on feature " + feature.index() + " at " + address
                    + ": expected a feature that writes to one tensor, as this change is of one; this one writes to "
                    + feature.targets() + ", as a layer of a cross-layer transcoder does.");
        }
        if (feature.transcodes()) {
            requireAlong(method, feature.index(), address);
        }
        if (feature.transcodes() || method.alongDirection()) {
            return onVector(address, feature.decoderRow(), method, strength, scope);
        }
        Readout readout = new FeatureReadout(feature);
        return new Intervention(
                method, address, feature.decoderRow(), readout, strength, Float.NEGATIVE_INFINITY, scope);
    }

    /** The same change, touching special tokens as well. */
    public Intervention withSpecialTokens() {
        return new Intervention(method, address, direction, readout, strength, low, scope.withSpecialTokens());
    }

    /** The same cap with a lower bound too, raw; the strength is its upper one. */
    public Intervention withLow(float bound) {
        return new Intervention(method, address, direction, readout, strength, bound, scope);
    }

    /**
     * Checks that a model can be changed in this way.
     *
     * @throws InvalidException if the model has no such address, or another width there, or a condition is known too late
     */
    public void requireFits(ModelConfig model) {
        model.require(address);
        int width = model.width(address.point());
        if (direction.length != width) {
            throw new InvalidException("Intervention at " + address + ": the model has width " + width
                    + " there, the direction has " + direction.length);
        }
        Condition condition = scope.condition();
        if (condition != null) {
            condition.requireFits(model, address);
        }
    }

    /** Whether what is added depends on the tensor. */
    boolean needsTensor() {
        return readout != null && (method.reads() || readout.rescales());
    }

    /**
     * How much of the direction is added at a position.
     *
     * @param value what was read there; not used by a method that reads nothing
     */
    float coefficient(float value) {
        return switch (method) {
            case ADD -> strength;
            case CLAMP, ABLATE_MEAN -> strength - value;
            case AT_LEAST -> Math.max(value, strength) - value;
            case SCALE, DECOMPOSE -> (strength - 1) * value;
            case ABLATE, PROJECT_OUT -> -value;
            case CAP -> Math.min(Math.max(value, low), strength) - value;
        };
    }
}
