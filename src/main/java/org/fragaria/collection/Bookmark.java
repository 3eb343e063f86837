package org.fragaria.collection;

import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;

/** A feature that a visitor starred. */
@Entity
public class Bookmark extends PanacheEntityBase {

    /** Its number in the database. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public @Nullable Long id;

    /** Whose it is: digest of a browser's key. */
    public String owner = "";

    /** The feature's model. */
    public String model = "";

    /** The feature's source. */
    public String source = "";

    /** The feature's number. */
    public int feature;

    /** When it was made. */
    public Instant made = Instant.EPOCH;

    static Optional<Bookmark> find(String owner, FeatureAddress address) {
        return find(
                        "owner = ?1 and model = ?2 and source = ?3 and feature = ?4",
                        owner,
                        address.model(),
                        address.source(),
                        address.index())
                .firstResultOptional();
    }

    FeatureAddress address() {
        return new FeatureAddress(model, source, feature);
    }
}
