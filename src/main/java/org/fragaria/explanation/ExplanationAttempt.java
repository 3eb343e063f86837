package org.fragaria.explanation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;

/** Work for the language model, stored from the moment it is asked for until a week after its end. */
@Entity
public class ExplanationAttempt extends PanacheEntityBase {

    static final int LONGEST_NOTE = 1000;

    /** Where an attempt is; every one ends in exactly one of the last three. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    /** What its address ends in; random. */
    @Id
    public String id = "";

    public String model = "";

    public String source = "";

    /** The feature's number. */
    public int feature;

    /** Name of the method that writes the explanation; empty if one that exists is only scored. */
    public String method = "";

    /** Names of the exams to hold, with commas. */
    public String scores = "";

    /** Id of the explanation, once there is one. */
    public @Nullable String explanation;

    @Enumerated(EnumType.STRING)
    public State state = State.WAITING;

    /** Questions that are answered. */
    public int done;

    /** Questions in all, as far as that is known. */
    public int total;

    /** What it does, or why it failed. */
    @Column(length = LONGEST_NOTE)
    public String note = "";

    /** Digest of the key of the browser that asked for it. */
    public @Nullable String owner;

    public Instant made = Instant.EPOCH;

    /** When its server last said that it is at it; one that is silent for a minute has died. */
    public Instant leased = Instant.EPOCH;

    FeatureAddress address() {
        return new FeatureAddress(model, source, feature);
    }

    List<String> exams() {
        return scores.isEmpty() ? List.of() : Arrays.asList(scores.split(",", -1));
    }

    AttemptPage page() {
        return new AttemptPage(
                id,
                model,
                source,
                feature,
                method,
                exams(),
                explanation,
                state.name().toLowerCase(Locale.ROOT),
                done,
                total,
                note,
                made.toString());
    }
}
