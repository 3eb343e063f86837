package org.fragaria.collection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** A list of features that a visitor made. */
@Entity
public class FeatureList extends PanacheEntityBase {

    /** Last part of its address: nobody guesses it, so whoever has the address was given it. */
    @Id
    public String id = "";

    /** Whose it is: digest of a browser's key. */
    public String owner = "";

    /** What it is called. */
    public String name = "";

    /** What it is for; may be empty. */
    public String description = "";

    /** A text that its page tests all features on; may be empty. */
    public String testText = "";

    /** Whether the page of all lists names it. */
    public boolean listed;

    /** When it was made. */
    public Instant created = Instant.EPOCH;

    /** When it was last changed. */
    public Instant changed = Instant.EPOCH;

    /** Its features in order. */
    @OneToMany(mappedBy = "list", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("place, id")
    public List<ListItem> items = new ArrayList<>();
}
