package org.fragaria.exhibit;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** A demo that a visitor made. */
@Entity
public class PublicDemo extends PanacheEntityBase {

    static final int LONGEST = 60_000;

    /** Last part of its address. */
    @Id
    public String name = "";

    /** Whose it is: digest of a browser's key. */
    public String owner = "";

    /** What is shown and run, as JSON. */
    @Column(length = LONGEST)
    public String words = "";

    /** Whether anybody but its maker sees it. */
    public boolean shown;

    /** When it was made. */
    public Instant created = Instant.EPOCH;

    /** When it was last changed. */
    public Instant changed = Instant.EPOCH;
}
