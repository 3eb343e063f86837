package org.fragaria.village;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is where: a list of things, asked for and said again in another order. */
final class Listing implements Genre {

    private static final List<String> KINDS = List.of("fruit", "vegetable", "clothing", "object", "vessel");

    /** Some things of a kind, or one; then its number is empty. */
    private record Item(String kind, String number, String thing) {}

    @Override
    public String name() {
        return "list";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        List<Item> items = draw(scribe);
        String place = scribe.draw("list.place");
        tell(scribe, items, place);
        if (scribe.chance(0.3)) {
            question(scribe, scribe.say("list.ask", "p", place));
            again(scribe, items);
        }
        int counts = scribe.random().nextInt(3);
        for (int i = 0; i < counts; i++) {
            count(scribe, scribe.any(items));
        }
        if (scribe.chance(0.25)) {
            scribe.say("list.none.object", "t", scribe.drawOther("object", things(items)));
        }
        if (counts == 0 || scribe.chance(0.4)) {
            again(scribe, items);
        }
    }

    private static List<Item> draw(Scribe scribe) {
        List<String> kinds = new ArrayList<>(KINDS);
        shuffle(kinds, scribe.random());
        List<Item> items = new ArrayList<>();
        int number = 2 + scribe.random().nextInt(3);
        for (String kind : kinds.subList(0, number)) {
            boolean one = !items.isEmpty() && scribe.chance(0.4);
            items.add(
                    one
                            ? new Item(kind, "", scribe.draw(kind))
                            : new Item(kind, scribe.draw("list.number"), scribe.draw("list." + kind + ".many")));
        }
        return items;
    }

    private static void tell(Scribe scribe, List<Item> items, String place) {
        scribe.say(scribe.chance(0.5) ? "list.are" : "list.has", "p", place);
        items(scribe, items);
    }

    private static void again(Scribe scribe, List<Item> items) {
        List<Item> turned = new ArrayList<>(items);
        shuffle(turned, scribe.random());
        scribe.say("list.round");
        items(scribe, turned);
    }

    private static void items(Scribe scribe, List<Item> items) {
        int from = scribe.here() + 1;
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                scribe.raw(i == items.size() - 1 ? " and" : ",");
            }
            Item item = items.get(i);
            if (item.number().isEmpty()) {
                scribe.say("list.one." + item.kind(), "t", item.thing());
            } else {
                scribe.say("list.some." + item.kind(), "t", item.thing(), "n", item.number());
            }
        }
        scribe.label("listing", from);
        scribe.raw(".");
    }

    private static void count(Scribe scribe, Item item) {
        if (item.number().isEmpty()) {
            question(scribe, scribe.say("list.count." + item.kind(), "t", plural(scribe, item)));
            scribe.say("list.only");
        } else {
            question(scribe, scribe.say("list.count." + item.kind(), "t", item.thing()));
            scribe.say("list.answer", "n", item.number());
        }
    }

    private static String plural(Scribe scribe, Item item) {
        return scribe.words("list." + item.kind() + ".many")
                .get(scribe.words(item.kind()).indexOf(item.thing()));
    }

    private static void question(Scribe scribe, int from) {
        Clauses.label(scribe, from, Clauses.ENGLISH);
    }

    /** The names of single things, and those that more than one thing has. */
    private static String[] things(List<Item> items) {
        return items.stream()
                .map(Item::thing)
                .flatMap(thing -> java.util.stream.Stream.of(thing, thing.replaceAll("s$", "")))
                .toArray(String[]::new);
    }

    private static void shuffle(List<?> items, RandomGenerator random) {
        for (int i = items.size() - 1; i > 0; i--) {
            Collections.swap(items, i, random.nextInt(i + 1));
        }
    }
}
