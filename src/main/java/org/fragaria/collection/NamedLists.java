package org.fragaria.collection;

import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.fragaria.search.NamedThings;
import org.fragaria.search.SearchPage.Place;

/** Lets search find the lists that their makers show to everybody; others are found by their address only. */
@ApplicationScoped
class NamedLists implements NamedThings {

    private static final String QUERY = "select new org.fragaria.collection.ListSummary(l.id, l.name, l.description,"
            + " size(l.items), l.changed) from FeatureList l where l.listed = true and lower(l.name) like :words"
            + " escape '!' order by l.changed desc, l.id";

    @Inject
    EntityManager database;

    @Override
    @Transactional
    public List<Place> named(String words, int limit) {
        return database
                .createQuery(QUERY, ListSummary.class)
                .setParameter("words", "%" + literal(words.toLowerCase(Locale.ROOT)) + "%")
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(list -> new Place(
                        "list",
                        list.name(),
                        "/list/" + list.id(),
                        list.features() == 1 ? "1 feature" : list.features() + " features"))
                .toList();
    }

    /** The words with what LIKE would read as a wildcard taken as it stands; PostgreSQL knows no NUL in a text. */
    private static String literal(String words) {
        return words.replace("\0", "").replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
