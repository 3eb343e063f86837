package org.fragaria.collection;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Remarks;

/** What a visitor said about a feature. */
@Entity
public class FeatureComment extends PanacheEntityBase {

    /** What its address ends in. */
    @Id
    public String id = "";

    /** Whose it is: digest of a browser's key. */
    public String owner = "";

    /** The feature's model. */
    public String model = "";

    /** The feature's source. */
    public String source = "";

    /** The feature's number. */
    public int feature;

    /** Plain text, as it was given. */
    public String text = "";

    /** The name that its writer gave; empty if none. */
    public String writer = "";

    /** When it was written. */
    public Instant written = Instant.EPOCH;

    FeatureAddress address() {
        return new FeatureAddress(model, source, feature);
    }

    Remarks.Comment remark() {
        return new Remarks.Comment(id, text, writer.isEmpty() ? null : writer, written);
    }
}
