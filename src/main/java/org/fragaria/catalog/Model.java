package org.fragaria.catalog;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** A model that this installation has shown: what people's notes and lists refer to. Mirrored from manifests. */
@Entity
public class Model extends PanacheEntityBase {

    /** The model's id. */
    @Id
    public String id = "";

    /** Architecture class. */
    public String family = "";

    /** When a source of it was first seen here. */
    public Instant firstSeen = Instant.EPOCH;
}
