package org.fragaria.village;

import java.util.List;

/**
 * A named rule.
 *
 * @param sentence whether it is a whole sentence (or a line of a program), which the checker accepts by itself
 * @param labels concepts that hold over whatever it expands to, beside its own name
 */
record Rule(String name, boolean sentence, List<String> labels, Node.Choice body) {

    /** Whether it is a plain list of words: its words are concepts of their own ({@code word.dog}). */
    boolean lexical() {
        return body.branches().stream().allMatch(branch -> branch.node() instanceof Node.Text);
    }

    /** The words of a lexical rule. */
    List<String> words() {
        return body.branches().stream()
                .map(branch -> ((Node.Text) branch.node()).text())
                .toList();
    }
}
