package org.fragaria.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;

/** Reads query and path parameters; each mistake names the parameter, what was expected and what was found. */
public final class Parameters {

    private Parameters() {}

    /**
     * A whole number in bounds.
     *
     * @param text the parameter's text; the default applies when it is absent or empty
     * @throws InvalidException if it is no whole number in {@code least..most}
     */
    public static int whole(String name, @Nullable String text, int absent, int least, int most) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message that fits both mistakes
        }
        throw new InvalidException(
                "Parameter " + name + "='" + text + "': expected a whole number from " + least + " to " + most + ".");
    }

    /**
     * A finite number in bounds.
     *
     * @throws InvalidException if it is no number in {@code least..most}; NaN and infinities are none
     */
    public static double real(String name, @Nullable String text, double absent, double least, double most) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message that fits both mistakes
        }
        throw new InvalidException(
                "Parameter " + name + "='" + text + "': expected a number from " + least + " to " + most + ".");
    }

    /**
     * A yes or no.
     *
     * @throws InvalidException if it is neither {@code true} nor {@code false}
     */
    public static boolean truth(String name, @Nullable String text, boolean absent) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidException("Parameter " + name + "='" + text + "': expected true or false.");
        };
    }

    /**
     * One of the constants of an enum, written in lower case.
     *
     * @throws InvalidException if it is none of them; the message lists them
     */
    public static <E extends Enum<E>> E choice(String name, @Nullable String text, E absent) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        E[] constants = absent.getDeclaringClass().getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> word(constant).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new InvalidException("Parameter " + name + "='" + text + "': expected "
                        + Arrays.stream(constants).map(Parameters::word).collect(Collectors.joining(", ")) + "."));
    }

    /** How a constant is written in a URL. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
