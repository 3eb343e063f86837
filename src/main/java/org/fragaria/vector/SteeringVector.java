package org.fragaria.vector;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** A vector as the database keeps it; {@link StoredVector} is what others see. */
@Entity
public class SteeringVector extends PanacheEntityBase {

    /** Digest of what it is: model, address, numbers. */
    @Id
    public String id = "";

    /** Whose it is: digest of a browser's key. */
    public String owner = "";

    /** The model. */
    public String model = "";

    /** What it is added to. */
    public String address = "";

    /** What it is called. */
    public String title = "";

    /** Whether the page of the model's vectors names it to everybody. */
    public boolean listed;

    /** Float32, little-endian, in base64. */
    public String numbers = "";

    /** The texts it was made of, as JSON; empty if it was uploaded. */
    public String contrast = "";

    /** When it was made. */
    public Instant made = Instant.EPOCH;
}
