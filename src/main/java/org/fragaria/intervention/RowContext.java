package org.fragaria.intervention;

import java.util.List;

/**
 * What interventions need to know of a row of the batch during one step.
 *
 * @param interventions the row's interventions, possibly none
 * @param start position of the row's first token in this step
 * @param tokens number of the row's tokens in this step; beyond them the batch is padded
 * @param promptLength tokens of the row's prompt
 * @param special per token of this step, whether it is a special token
 */
public record RowContext(List<Intervention> interventions, int start, int tokens, int promptLength, boolean[] special) {

    /** How many tokens from the first of this step on are left as they are by every intervention. */
    public int untouched() {
        for (int token = 0; token < tokens; token++) {
            for (Intervention intervention : interventions) {
                if (touches(intervention, token)) {
                    return token;
                }
            }
        }
        return tokens;
    }

    boolean touches(Intervention intervention, int token) {
        return token < tokens
                && (intervention.specialTokens() || !special[token])
                && intervention.positions().include(start + token, promptLength);
    }
}
