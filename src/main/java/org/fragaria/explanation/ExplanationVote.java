package org.fragaria.explanation;

import java.util.Optional;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

/** One browser's opinion of an explanation. */
@Entity
public class ExplanationVote extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public @Nullable Long id;

    /** Id of the explanation. */
    public String explanation = "";

    /** Digest of the browser's key. */
    public String owner = "";

    /** +1 or −1. */
    public int points;

    static Optional<ExplanationVote> of(String explanation, String owner) {
        return find("explanation = ?1 and owner = ?2", explanation, owner).firstResultOptional();
    }
}
