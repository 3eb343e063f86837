package org.fragaria.village;

import java.util.List;

/** What a rule of the grammar is made of. Immutable trees, made by {@link GrammarReader}. */
sealed interface Node {

    /** Words as they stand. */
    record Text(String text) implements Node {}

    /**
     * Another rule.
     *
     * @param variable remembers what was drawn, so that the same variable later in the sentence is the same; or empty
     * @param capital whether its first letter is made a capital
     */
    record Call(String rule, String variable, boolean capital) implements Node {}

    /** {@code a} or {@code an}, as the next letter asks. */
    record Article(boolean capital) implements Node {}

    /** One part after the other. */
    record Sequence(List<Node> parts) implements Node {}

    /** One of several, drawn by weight. */
    record Choice(List<Branch> branches) implements Node {
        double total() {
            return branches.stream().mapToDouble(Branch::weight).sum();
        }
    }

    /** A possibility of a choice. */
    record Branch(double weight, Node node) {}
}
