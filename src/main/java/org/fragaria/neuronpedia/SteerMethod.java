package org.fragaria.neuronpedia;

import org.fragaria.intervention.Method;
import org.fragaria.web.Parameters;

/** Neuronpedia's ways to steer by a direction {@code v} and a coefficient {@code c = strength_multiplier · strength}. */
public enum SteerMethod {
    /** {@code h + c·v}. */
    SIMPLE_ADDITIVE(Method.ADD),
    /** What {@code h} has along {@code v} is multiplied by {@code c}. */
    ORTHOGONAL_DECOMP(Method.DECOMPOSE),
    /** What {@code h} has along {@code v} is at most {@code c} long. */
    PROJECTION_CAP(Method.CAP);

    private final Method method;

    SteerMethod(Method method) {
        this.method = method;
    }

    /** The lab's word for it. */
    String word() {
        return Parameters.word(method);
    }
}
