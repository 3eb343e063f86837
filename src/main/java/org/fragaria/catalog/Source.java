package org.fragaria.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

/**
 * A source that this installation has shown, mirrored from its folder, with what a folder cannot know: since when it is
 * here, and whether it has gone.
 */
@Entity
public class Source extends PanacheEntityBase {

    /** Its number in the database. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public @Nullable Long id;

    /** The model it belongs to. */
    @ManyToOne(optional = false)
    public @Nullable Model model;

    /** The source's id within the model. */
    public String name = "";

    /** Digest of its measurements; a new one means that it was measured anew. */
    public String digest = "";

    /** When it was first seen here. */
    public Instant firstSeen = Instant.EPOCH;

    /** When its present measurements were first seen here. */
    public Instant changed = Instant.EPOCH;

    /** Whether its folder was there at the last look. */
    public boolean present;

    static Optional<Source> named(String model, String name) {
        return find("model.id = ?1 and name = ?2", model, name).firstResultOptional();
    }

    static List<Source> of(String model) {
        return list("model.id = ?1 and present = true", model);
    }
}
