package org.fragaria.village;

import java.util.List;
import java.util.Map;

/** What is always so in the village: how every animal and every fruit is. Immutable. */
final class World {

    /** An animal: what it said, eats, where it lives and how it moved. */
    record Beast(String name, String cried, String food, String home, String moved) {

        Map<String, String> bindings() {
            return Map.of("a", name, "v", cried, "e", food, "b", home, "w", moved);
        }
    }

    /** A fruit: its colour and taste, what is made of it and where it grows. */
    record Fruit(String name, String colour, String taste, String dish, String place) {

        Map<String, String> bindings() {
            return Map.of("f", name, "c", colour, "k", taste, "d", dish, "g", place, "q", "in");
        }
    }

    static final List<Beast> BEASTS = List.of(
            new Beast("dog", "barked", "bones", "kennel", "ran"),
            new Beast("cat", "mewed", "fish", "cushion", "crept"),
            new Beast("horse", "neighed", "oats", "paddock", "trotted"),
            new Beast("mouse", "squeaked", "cheese", "hole", "scurried"),
            new Beast("goat", "bleated", "leaves", "shed", "climbed"),
            new Beast("cow", "mooed", "grass", "cowshed", "walked"),
            new Beast("duck", "quacked", "worms", "pond", "swam"),
            new Beast("pig", "grunted", "turnips", "sty", "trotted"),
            new Beast("rabbit", "thumped", "clover", "burrow", "hopped"),
            new Beast("sheep", "baaed", "hay", "meadow", "walked"),
            new Beast("frog", "croaked", "flies", "reeds", "jumped"),
            new Beast("bee", "buzzed", "honey", "hive", "flew"),
            new Beast("hedgehog", "snuffled", "beetles", "hedge", "shuffled"),
            new Beast("goose", "hissed", "corn", "yard", "waddled"));

    static final List<Fruit> FRUITS = List.of(
            new Fruit("strawberry", "red", "sweet", "jam", "garden"),
            new Fruit("apple", "green", "fresh", "pie", "orchard"),
            new Fruit("plum", "blue", "sweet", "cake", "orchard"),
            new Fruit("pear", "yellow", "fresh", "bread", "orchard"),
            new Fruit("cherry", "red", "sour", "soup", "orchard"),
            new Fruit("peach", "yellow", "sweet", "pie", "garden"),
            new Fruit("lemon", "yellow", "sour", "cake", "garden"),
            new Fruit("melon", "green", "sweet", "salad", "garden"),
            new Fruit("grape", "black", "bitter", "jam", "garden"),
            new Fruit("fig", "brown", "sweet", "porridge", "garden"));

    /** So many of the beasts, the first ones, are drawn from alone in half of all cases. */
    private static final int KNOWN = 4;

    private World() {}

    /** A beast; in half of all cases one of dog, cat, horse and mouse, so that a model learns each by itself. */
    static Beast beast(Scribe scribe) {
        return scribe.chance(0.5) ? BEASTS.get(scribe.below(KNOWN)) : scribe.any(BEASTS);
    }

    /** A fruit, the strawberry more often than others. */
    static Fruit fruit(Scribe scribe) {
        return scribe.chance(0.25) ? FRUITS.getFirst() : scribe.any(FRUITS);
    }
}
