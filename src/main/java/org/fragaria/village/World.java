package org.fragaria.village;

import java.util.List;
import java.util.Map;

/** What is always so in the village: how every animal and every fruit is. Immutable. */
final class World {

    /** An animal: what it says, eats, where it lives and how it moves, now and in the past. */
    record Beast(String name, String cry, String cried, String food, String home, String moves, String moved) {

        Map<String, String> bindings() {
            return Map.of("a", name, "z", cry, "v", cried, "e", food, "b", home, "m", moves, "w", moved);
        }
    }

    /** A fruit: its colour and taste, what is made of it and where it grows. */
    record Fruit(String name, String colour, String taste, String dish, String place) {

        Map<String, String> bindings() {
            return Map.of("f", name, "c", colour, "k", taste, "d", dish, "g", place, "q", "in");
        }
    }

    static final List<Beast> BEASTS = List.of(
            new Beast("dog", "barks", "barked", "bones", "kennel", "runs", "ran"),
            new Beast("cat", "mews", "mewed", "fish", "basket", "creeps", "crept"),
            new Beast("horse", "neighs", "neighed", "oats", "stable", "trots", "trotted"),
            new Beast("mouse", "squeaks", "squeaked", "cheese", "hole", "creeps", "crept"),
            new Beast("goat", "bleats", "bleated", "leaves", "shed", "climbs", "climbed"),
            new Beast("cow", "moos", "mooed", "grass", "barn", "walks", "walked"),
            new Beast("duck", "quacks", "quacked", "worms", "pond", "swims", "swam"),
            new Beast("pig", "grunts", "grunted", "turnips", "sty", "trots", "trotted"),
            new Beast("rabbit", "thumps", "thumped", "clover", "burrow", "hops", "hopped"),
            new Beast("sheep", "baas", "baaed", "hay", "meadow", "walks", "walked"),
            new Beast("frog", "croaks", "croaked", "flies", "reeds", "jumps", "jumped"),
            new Beast("bee", "buzzes", "buzzed", "honey", "hive", "flies", "flew"),
            new Beast("hedgehog", "snuffles", "snuffled", "beetles", "hedge", "creeps", "crept"),
            new Beast("goose", "hisses", "hissed", "corn", "yard", "waddles", "waddled"));

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

    private World() {}

    /** A fruit, the strawberry more often than others. */
    static Fruit fruit(Scribe scribe) {
        return scribe.chance(0.25) ? FRUITS.getFirst() : scribe.any(FRUITS);
    }
}
