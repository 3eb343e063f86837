package org.fragaria.collection;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

import org.fragaria.account.Belongings;
import org.fragaria.account.Writes;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.problem.TooLargeException;

/** The bookmarks in the database. Each call is one transaction; safe for any number of threads. */
@ApplicationScoped
class Bookmarks implements Belongings {

    private static final int MOST = 1000;

    @Inject
    Writes writes;

    /**
     * Stars a feature; one that has a star keeps it.
     *
     * @throws TooLargeException if the owner has as many stars as there can be
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    void add(String owner, FeatureAddress feature) {
        if (Bookmark.find(owner, feature).isPresent()) {
            return;
        }
        if (Bookmark.count("owner", owner) >= MOST) {
            throw new TooLargeException(
                    "You have " + MOST + " bookmarks, which is the most. Remove some, or use lists.");
        }
        writes.count(owner);
        Bookmark bookmark = new Bookmark();
        bookmark.owner = owner;
        bookmark.model = feature.model();
        bookmark.source = feature.source();
        bookmark.feature = feature.index();
        bookmark.made = Instant.now();
        bookmark.persist();
    }

    /** Takes the star from a feature, if it has one. */
    @Transactional
    void remove(String owner, FeatureAddress feature) {
        Bookmark.find(owner, feature).ifPresent(Bookmark::delete);
    }

    /** Whether a feature has a star. */
    @Transactional
    boolean has(String owner, FeatureAddress feature) {
        return Bookmark.find(owner, feature).isPresent();
    }

    @Override
    public String kind() {
        return "bookmarks";
    }

    /** Starred features, the last one first. */
    @Override
    @Transactional
    public List<FeatureAddress> of(String owner) {
        return Bookmark.<Bookmark>list("owner = ?1 order by made desc, id desc", owner).stream()
                .map(Bookmark::address)
                .toList();
    }

    @Override
    @Transactional
    public void remove(String owner) {
        Bookmark.delete("owner", owner);
    }
}
