package org.fragaria.steering;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Method;
import org.fragaria.problem.InvalidException;

/**
 * What strengths mean for one direction.
 *
 * @param what it is called in a message
 * @param max the feature's maximum over the corpus; 0 of a dead feature or a vector
 * @param mean its mean activation over all tokens of the corpus, whether it fires or not
 * @param length {@code ‖w‖}: how long what one unit of activation writes is
 * @param norm the typical norm of the tensor that is changed; NaN if it is not known
 * @param vector whether it is a vector
 */
public record Strengths(String what, double max, double mean, double length, double norm, boolean vector) {

    private static final double ONE = 1;
    private static final double DOUBLED = 2;
    private static final double STRONGEST = 1e6;

    /** A unit of strength. */
    enum Unit {
        MAX,
        RAW,
        NORM
    }

    /**
     * The values between which a slider makes sense, in the unit that the strength is given in.
     *
     * @param step so fine that the range has about a hundred of them
     */
    public record Slider(double from, double to, double step) {}

    Unit unit(@Nullable String word) {
        if (word == null || word.isBlank()) {
            return vector ? Unit.RAW : Unit.MAX;
        }
        for (Unit unit : Unit.values()) {
            if (unit.name().toLowerCase(Locale.ROOT).equals(word.strip())) {
                return unit;
            }
        }
        throw new InvalidException("Parameter unit='" + word + "': expected max, raw or norm.");
    }

    /** What a number of units is worth, raw. */
    private double of(Unit unit) {
        return switch (unit) {
            case RAW -> 1;
            case MAX -> {
                if (vector) {
                    throw new InvalidException("Unit 'max' of " + what
                            + ": a vector has no maximum; expected raw (multiples of the vector) or norm.");
                }
                if (!(max > 0)) {
                    throw new InvalidException(
                            what + " never fired on the corpus, so it has no maximum: expected the unit raw or norm.");
                }
                yield max;
            }
            case NORM -> {
                if (!(norm > 0) || !(length > 0)) {
                    throw new InvalidException("Unit 'norm' of " + what
                            + ": how long the tensor there typically is cannot be told here; expected the unit raw"
                            + (vector ? "." : " or max."));
                }
                yield norm / length;
            }
        };
    }

    /** The strength that a spec asks for: raw, or a plain factor, as the method says. */
    double raw(Method method, InterventionSpec spec) {
        return switch (method.unit()) {
            case NONE -> 0;
            case MEAN -> mean;
            case FACTOR -> checked("strength", spec.strength() == null ? DOUBLED : spec.strength());
            case ACTIVATION -> {
                if (method == Method.CAP && spec.strength() == null && spec.low() != null) {
                    yield Double.POSITIVE_INFINITY;
                }
                yield activation("strength", spec.strength() == null ? ONE : spec.strength(), spec.unit());
            }
        };
    }

    /** The lower bound of a cap, raw; -∞ if there is none. */
    double low(InterventionSpec spec) {
        return spec.low() == null ? Double.NEGATIVE_INFINITY : activation("low", spec.low(), spec.unit());
    }

    private double activation(String name, double value, @Nullable String unit) {
        return checked(name, value * of(unit(unit)));
    }

    private double checked(String name, double value) {
        if (!(Math.abs(value) <= STRONGEST)) {
            throw new InvalidException("Parameter " + name + " of " + what + " comes to " + value
                    + ": expected a number that is, raw, from -" + (long) STRONGEST + " to " + (long) STRONGEST + ".");
        }
        return value;
    }

    /** Where a slider runs; null if the method has no strength that is chosen. */
    @Nullable
    Slider slider(Method method, @Nullable String unit) {
        return switch (method.unit()) {
            case NONE, MEAN -> null;
            case FACTOR -> new Slider(-2, 4, 0.05);
            case ACTIVATION -> {
                double worth = of(unit(unit));
                double full = (max > 0 ? 4 * max : reach()) / worth;
                double least = vector || method == Method.CAP ? -full : method == Method.ADD ? -full / 4 : 0;
                yield slider(least, full);
            }
        };
    }

    /** Raw: as long as the tensor itself, and of a vector at least four times itself. */
    private double reach() {
        double asLong = norm > 0 && length > 0 ? norm / length : 0;
        return vector ? Math.max(4, asLong) : asLong > 0 ? asLong : 1;
    }

    private static Slider slider(double from, double to) {
        double step = Math.pow(10, Math.floor(Math.log10((to - from) / 100)));
        double rounded = (to - from) / 100 > 5 * step ? 10 * step : (to - from) / 100 > 2 * step ? 5 * step : 2 * step;
        return new Slider(Math.floor(from / rounded) * rounded, Math.ceil(to / rounded) * rounded, rounded);
    }
}
