package org.fragaria.intervention;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What interventions need to know of a row of the batch during one step.
 *
 * @param interventions the row's interventions, possibly none
 * @param start position of the row's first token in this step
 * @param promptLength tokens of the row's prompt
 * @param ids the row's tokens in this step; beyond them the batch is padded
 * @param special per token of this step, whether it is a special token
 * @param moved told how far the tensor is moved, or null
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record RowContext(
        List<Intervention> interventions,
        int start,
        int promptLength,
        int[] ids,
        boolean[] special,
        @Nullable Moved moved) {

    /** A row of which nobody asks how far it is moved. */
    public RowContext(List<Intervention> interventions, int start, int promptLength, int[] ids, boolean[] special) {
        this(interventions, start, promptLength, ids, special, null);
    }

    /** Number of the row's tokens in this step. */
    public int tokens() {
        return ids.length;
    }

    /** How many tokens from the first of this step on are left as they are by every intervention. */
    public int untouched() {
        for (int token = 0; token < ids.length; token++) {
            for (Intervention intervention : interventions) {
                if (touches(intervention, token)) {
                    return token;
                }
            }
        }
        return ids.length;
    }

    /** Whether an intervention touches a token of this step, if its condition holds there. */
    boolean touches(Intervention intervention, int token) {
        return intervention.scope().includes(start + token, promptLength, ids[token], special[token]);
    }
}
