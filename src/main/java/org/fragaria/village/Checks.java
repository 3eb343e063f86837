package org.fragaria.village;

import java.util.Optional;

/** What can be checked of a sentence beyond the grammar: whether its sum is right, whether its brackets close. */
public final class Checks {

    private Checks() {}

    /** Whether the sum that a sentence states is right; empty if it states none. */
    public static Optional<Boolean> sum(String sentence) {
        return Sums.check(sentence);
    }

    /** Whether all brackets of a line close, in their order; empty if it has none. */
    public static Optional<Boolean> brackets(String line) {
        return line.matches("(?s).*[\\[\\](){}].*") ? Optional.of(Code.balanced(line)) : Optional.empty();
    }
}
