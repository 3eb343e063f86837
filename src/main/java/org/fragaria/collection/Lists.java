package org.fragaria.collection;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.fragaria.account.Belongings;
import org.fragaria.account.Writes;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.problem.ForbiddenException;
import org.fragaria.problem.NotFoundException;

/** The lists in the database. Each call is one transaction; safe for any number of threads. */
@ApplicationScoped
class Lists implements Belongings {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;
    private static final String SUMMARY = "select new org.fragaria.collection.ListSummary(l.id, l.name, l.description,"
            + " size(l.items), l.changed) from FeatureList l where ";

    @Inject
    EntityManager database;

    @Inject
    RemarksInMemory remarks;

    @Inject
    Writes writes;

    /** What to do with a feature of a list. */
    enum Action {
        ADD,
        REMOVE,
        UP,
        DOWN,
        NOTE
    }

    /** An id that nobody guesses. */
    static String newId() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Lists that their makers show to everybody, those changed last first. */
    @Transactional
    List<ListSummary> listed(int offset, int limit) {
        return database.createQuery(SUMMARY + "l.listed = true order by l.changed desc, l.id", ListSummary.class)
                .setFirstResult(offset)
                .setMaxResults(limit)
                .getResultList();
    }

    /** How many lists are shown to everybody. */
    @Transactional
    long listed() {
        return FeatureList.count("listed = true");
    }

    /** Lists of an owner, those changed last first. */
    @Transactional
    List<ListSummary> mine(String owner) {
        return database.createQuery(SUMMARY + "l.owner = :owner order by l.changed desc, l.id", ListSummary.class)
                .setParameter("owner", owner)
                .getResultList();
    }

    /**
     * A list.
     *
     * @throws NotFoundException if there is none with this id
     */
    @Transactional
    StoredList get(String id) {
        return StoredList.of(find(id));
    }

    /**
     * Makes a list; returns it with its id.
     *
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    StoredList add(String owner, ListWords words) {
        writes.count(owner);
        FeatureList list = new FeatureList();
        list.id = newId();
        list.owner = owner;
        list.created = Instant.now();
        write(list, words);
        list.persist();
        fill(list, words.features());
        remarks.changed();
        return StoredList.of(list);
    }

    /**
     * Says something else of a list, its features left as they are.
     *
     * @throws ForbiddenException if it is not the owner's
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    void describe(String owner, String id, ListWords words) {
        FeatureList list = owned(owner, id);
        writes.count(owner);
        write(list, words);
        remarks.changed();
    }

    /**
     * Puts other words and other features in the place of a list's.
     *
     * @throws ForbiddenException if it is not the owner's
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    StoredList replace(String owner, String id, ListWords words) {
        FeatureList list = owned(owner, id);
        writes.count(owner);
        write(list, words);
        list.items.clear();
        database.flush(); // the old items go before the new ones come: a feature is in a list once
        fill(list, words.features());
        remarks.changed();
        return StoredList.of(list);
    }

    /**
     * Adds, removes, moves or annotates a feature. What is so already is left so.
     *
     * @throws ForbiddenException if the list is not the owner's
     * @throws org.fragaria.problem.TooManyException if the owner adds or annotates and has written too much within an hour
     */
    @Transactional
    void change(String owner, String id, Action action, ListWords.Entry entry) {
        FeatureList list = owned(owner, id);
        int at = place(list, entry.feature());
        Consumer<FeatureList> change =
                switch (action) {
                    case ADD -> one -> append(one, at, entry);
                    case REMOVE -> one -> remove(one, at);
                    case UP -> one -> swap(one, at, at - 1);
                    case DOWN -> one -> swap(one, at, at + 1);
                    case NOTE -> one -> annotate(one, at, entry);
                };
        change.accept(list);
        if (action == Action.ADD || action == Action.NOTE) {
            writes.count(owner);
        }
        list.changed = Instant.now();
        remarks.changed();
    }

    /**
     * Deletes a list.
     *
     * @throws ForbiddenException if it is not the owner's
     */
    @Transactional
    void delete(String owner, String id) {
        owned(owner, id).delete();
        remarks.changed();
    }

    @Override
    public String kind() {
        return "lists";
    }

    @Override
    @Transactional
    public List<StoredList> of(String owner) {
        return FeatureList.<FeatureList>list("owner = ?1 order by created", owner).stream()
                .map(StoredList::of)
                .toList();
    }

    @Override
    @Transactional
    public void remove(String owner) {
        FeatureList.<FeatureList>list("owner", owner).forEach(FeatureList::delete);
        remarks.changed();
    }

    private static FeatureList find(String id) {
        return FeatureList.<FeatureList>findByIdOptional(id)
                .orElseThrow(() -> new NotFoundException(
                        "No list '" + id + "' here: its maker may have deleted it. The page /lists shows the lists."));
    }

    private static FeatureList owned(String owner, String id) {
        FeatureList list = find(id);
        if (!list.owner.equals(owner)) {
            throw new ForbiddenException("The list “" + list.name + "” was made in another browser, and only there can"
                    + " it be changed. Copy it to have one of your own, or take that browser's key on /account.");
        }
        return list;
    }

    private static void write(FeatureList list, ListWords words) {
        list.name = words.name();
        list.description = words.description();
        list.testText = words.testText();
        list.listed = words.listed();
        list.changed = Instant.now();
    }

    private static void fill(FeatureList list, List<ListWords.Entry> entries) {
        for (ListWords.Entry entry : entries) {
            list.items.add(ListItem.of(list, list.items.size(), entry));
        }
    }

    private static int place(FeatureList list, FeatureAddress feature) {
        return list.items.stream().map(ListItem::address).toList().indexOf(feature);
    }

    private static void append(FeatureList list, int at, ListWords.Entry entry) {
        if (at >= 0) {
            return;
        }
        if (list.items.size() >= ListWords.MOST) {
            throw ListWords.tooMany();
        }
        list.items.add(ListItem.of(list, list.items.size(), entry));
        renumber(list);
    }

    private static void remove(FeatureList list, int at) {
        if (at >= 0) {
            list.items.remove(at);
            renumber(list);
        }
    }

    private static void swap(FeatureList list, int at, int other) {
        if (at >= 0 && other >= 0 && other < list.items.size()) {
            java.util.Collections.swap(list.items, at, other);
            renumber(list);
        }
    }

    private static void annotate(FeatureList list, int at, ListWords.Entry entry) {
        if (at < 0) {
            throw new NotFoundException("The list does not hold " + entry.feature() + ".");
        }
        list.items.get(at).note = entry.note();
    }

    private static void renumber(FeatureList list) {
        for (int place = 0; place < list.items.size(); place++) {
            list.items.get(place).place = place;
        }
    }
}
