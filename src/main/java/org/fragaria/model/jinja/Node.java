package org.fragaria.model.jinja;

import java.util.List;

/** A part of a template that writes something. */
@FunctionalInterface
interface Node {

    /** How it ended: whether the loop around it goes on. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    /** Writes it. */
    Flow write(Scope scope, Output output);

    /** Several, one after the other, until one leaves the loop. */
    static Node all(List<Node> parts) {
        List<Node> fixed = List.copyOf(parts);
        return (scope, output) -> {
            for (Node part : fixed) {
                Flow flow = part.write(scope, output);
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
            return Flow.NEXT;
        };
    }
}
