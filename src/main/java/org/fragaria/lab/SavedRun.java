package org.fragaria.lab;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** A run that a visitor saved. It never changes. */
@Entity
public class SavedRun extends PanacheEntityBase {

    static final int LONGEST_REQUEST = 200_000;
    static final int LONGEST_RESULT = 1_000_000;

    /** Last part of its address: a digest of request, texts and code version. */
    @Id
    public String id = "";

    /** Who saved it first: digest of a browser's key. */
    public String owner = "";

    /** The model's id. */
    public String model = "";

    /** What was asked for, as JSON. */
    @Column(length = LONGEST_REQUEST)
    public String request = "";

    /** What came of it, as JSON. */
    @Column(length = LONGEST_RESULT)
    public String result = "";

    /** Version of the program. */
    public String version = "";

    /** How weights were multiplied: {@code exact} or {@code fast}. */
    public String arithmetic = "";

    /** When it was saved. */
    public Instant made = Instant.EPOCH;
}
