package org.fragaria.collection;

import java.util.List;

/**
 * A list as it is stored.
 *
 * @param id last part of its address
 * @param owner whose it is
 * @param words what its maker says of it, with its features in order
 * @param changed when it was last changed, ISO-8601
 */
record StoredList(String id, String owner, ListWords words, String changed) {

    static StoredList of(FeatureList list) {
        List<ListWords.Entry> entries = list.items.stream().map(ListItem::entry).toList();
        return new StoredList(
                list.id,
                list.owner,
                new ListWords(list.name, list.description, list.testText, list.listed, entries),
                list.changed.toString());
    }
}
