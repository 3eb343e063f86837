package org.fragaria.explanation;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;

/** What somebody or something wrote about a feature. Outlives its source: a source that is made anew finds it again. */
@Entity
public class Explanation extends PanacheEntityBase {

    /** What its address ends in; random. */
    @Id
    public String id = "";

    public String model = "";

    public String source = "";

    /** The feature's number. */
    public int feature;

    /** Plain text, see {@link LabelText}. */
    @Column(length = LabelText.LONGEST)
    public String text = "";

    /** {@code human}, or the name of an automatic method. */
    public String method = "";

    /** A model's name, or the name that a person gave. */
    public @Nullable String author;

    /** Digest of the key of the browser that wrote it or had it written; null if the command line did. */
    public @Nullable String owner;

    public Instant made = Instant.EPOCH;

    /** When its text changed last. */
    public Instant updated = Instant.EPOCH;

    FeatureAddress address() {
        return new FeatureAddress(model, source, feature);
    }

    boolean isOf(String visitor) {
        return visitor.equals(owner);
    }

    static List<Explanation> of(FeatureAddress address) {
        return list(
                "model = ?1 and source = ?2 and feature = ?3 order by made",
                address.model(),
                address.source(),
                address.index());
    }
}
