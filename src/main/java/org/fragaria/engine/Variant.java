package org.fragaria.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.intervention.Intervention;
import org.fragaria.problem.InvalidException;

/**
 * One row of a generation. A row that follows another one is fed that row's tokens instead of its own choice: it says how
 * probable the other's text is under its own interventions, place by place, after a prompt of its own if it has one.
 *
 * @param interventions what changes the model; empty for the model as it is
 * @param sampling how tokens are chosen; not used by a row that follows
 * @param follows number of the variant whose tokens it is fed, or {@link #NOBODY}
 * @param prompt token ids of what it goes on from; null for the request's
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Variant(List<Intervention> interventions, Sampling sampling, int follows, int @Nullable [] prompt) {

    /** It chooses its own tokens. */
    public static final int NOBODY = -1;

    // Written out, not compact: only so does NullAway see that the prompt may be null.
    public Variant(List<Intervention> interventions, Sampling sampling, int follows, int @Nullable [] prompt) {
        this.interventions = List.copyOf(interventions);
        this.sampling = sampling;
        this.follows = follows;
        this.prompt = prompt;
        if (follows < NOBODY) {
            throw new InvalidException("A variant follows another one by its number, from 0; found " + follows);
        }
    }

    /** A row that chooses its own tokens. */
    public static Variant of(List<Intervention> interventions, Sampling sampling) {
        return new Variant(interventions, sampling, NOBODY, null);
    }

    /** A row that reads what another one writes. */
    public static Variant following(int leader, List<Intervention> interventions) {
        return new Variant(interventions, Sampling.GREEDY, leader, null);
    }

    /** The same row after a prompt of its own, at least one token. */
    public Variant after(int[] ownPrompt) {
        return new Variant(interventions, sampling, follows, ownPrompt);
    }

    boolean leads() {
        return follows == NOBODY;
    }
}
