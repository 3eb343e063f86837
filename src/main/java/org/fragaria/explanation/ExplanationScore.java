package org.fragaria.explanation;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

/** How well an explanation predicts, or why that could not be told: exactly one of result and failure is there. */
@Entity
public class ExplanationScore extends PanacheEntityBase {

    static final int LONGEST_DETAILS = 500_000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public @Nullable Long id;

    /** Id of the explanation. */
    public String explanation = "";

    /** {@code detection} or {@code fuzzing}. */
    public String method = "";

    /** Balanced accuracy, 0..1; 0.5 is chance. */
    public @Nullable Double result;

    /** Why there is no result. */
    @Column(length = 1000)
    public @Nullable String failure;

    /** Name of the language model that judged. */
    public String judge = "";

    /** Version of Fragaria that asked. */
    public String code = "";

    public Instant made = Instant.EPOCH;

    /** Every example with the judge's answer, as JSON: a list of {@code automatic.Verdict}. */
    @Column(length = LONGEST_DETAILS)
    public String details = "[]";

    static List<ExplanationScore> of(String explanation) {
        return list("explanation = ?1 order by id desc", explanation);
    }
}
