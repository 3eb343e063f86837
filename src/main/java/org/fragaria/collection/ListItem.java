package org.fragaria.collection;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;

/** A feature in a list. */
@Entity
public class ListItem extends PanacheEntityBase {

    /** Its number in the database. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public @Nullable Long id;

    /** The list that holds it. */
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public @Nullable FeatureList list;

    /** Its place in the list, from 0. */
    public int place;

    /** The feature's model. */
    public String model = "";

    /** The feature's source. */
    public String source = "";

    /** The feature's number. */
    public int feature;

    /** What the list's maker says of it; may be empty. */
    public String note = "";

    static ListItem of(FeatureList list, int place, ListWords.Entry entry) {
        ListItem item = new ListItem();
        item.list = list;
        item.place = place;
        item.model = entry.feature().model();
        item.source = entry.feature().source();
        item.feature = entry.feature().index();
        item.note = entry.note();
        return item;
    }

    FeatureAddress address() {
        return new FeatureAddress(model, source, feature);
    }

    ListWords.Entry entry() {
        return new ListWords.Entry(address(), note);
    }
}
