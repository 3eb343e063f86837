package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Recipes: a title, what is needed, and steps that follow from each other: what is peeled is cut, what was boiled is hot. */
final class Recipe implements Genre {

    private static final double STRAWBERRY = 0.3;

    /** Vegetables that are peeled, by their place in the list: no peas, no beans. */
    private static final List<Integer> PEELED = List.of(0, 1, 2, 5, 6, 7);

    /**
     * A way to cook.
     *
     * @param name of its rules for what is needed
     * @param dishes what comes of it
     * @param title what stands in the title beside the dish
     * @param items what is needed, one rule each
     * @param steps rules in their order; one that begins with {@code ?} is left out half of the time
     */
    private record Way(String name, List<String> dishes, String title, List<String> items, List<String> steps) {}

    private static final List<Way> WAYS = List.of(
            new Way(
                    "jam",
                    List.of("jam"),
                    "fruit",
                    List.of("fruit", "sugar"),
                    List.of("wash.fruit", "cut.fruit", "pot.fruit", "boil.fruit", "?hot", "jar", "?cool", "eat.sweet")),
            new Way(
                    "cake",
                    List.of("cake", "pie"),
                    "fruit",
                    List.of("flour", "eggs", "drink", "fruit"),
                    List.of("?wash.fruit", "cut.fruit", "mix.dough", "mix.fruit", "bake.cake", "?cool", "eat.sweet")),
            new Way(
                    "soup",
                    List.of("soup", "stew"),
                    "vegetable",
                    List.of("vegetable", "second", "salt"),
                    List.of(
                            "peel.vegetable",
                            "cut.vegetable",
                            "?fry.vegetable",
                            "pot.vegetable",
                            "boil.vegetable",
                            "?second.vegetable",
                            "season",
                            "?hot",
                            "eat.salty")),
            new Way(
                    "salad",
                    List.of("salad"),
                    "vegetable",
                    List.of("vegetable", "fruit", "oil"),
                    List.of("?peel.vegetable", "cut.vegetable", "cut.clean", "salad.mix", "?salad.cold", "eat.cold")),
            new Way(
                    "bread",
                    List.of("bread"),
                    "none",
                    List.of("flour", "drink", "salt"),
                    List.of("knead.bread", "?rest.bread", "bake.bread", "?hot", "?cool", "eat.bread")),
            new Way(
                    "porridge",
                    List.of("porridge"),
                    "fruit",
                    List.of("oats", "drink", "fruit"),
                    List.of("boil.porridge", "?wash.fruit", "cut.fruit", "mix.fruit", "?hot", "eat.sweet")));

    @Override
    public String name() {
        return "recipe";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        Way way = scribe.any(WAYS);
        Map<String, String> what = ingredients(scribe, way);
        if (scribe.chance(0.8)) {
            say(scribe, "title." + way.title(), what);
            scribe.newLine();
        }
        needs(scribe, way, what);
        for (String step : way.steps()) {
            if (!step.startsWith("?")) {
                say(scribe, step, what);
            } else if (scribe.chance(0.5)) {
                say(scribe, step.substring(1), what);
            }
            if (step.startsWith("cut") && scribe.chance(0.1)) {
                say(scribe, "ask." + step.substring(4).replace("clean", "fruit"), what);
                say(scribe, "reply." + step.substring(4).replace("clean", "fruit"), what);
            }
        }
    }

    private static Map<String, String> ingredients(Scribe scribe, Way way) {
        int fruit = scribe.chance(STRAWBERRY)
                ? 0
                : scribe.random().nextInt(scribe.words("recipe.fruits").size());
        List<String> vegetables = scribe.words("recipe.vegetables");
        int vegetable = scribe.any(PEELED);
        int second = (vegetable + 1 + scribe.random().nextInt(vegetables.size() - 1)) % vegetables.size();
        Map<String, String> what = new HashMap<>();
        what.put("d", scribe.any(way.dishes()));
        what.put("f", scribe.words("fruit").get(fruit));
        what.put("m", scribe.words("recipe.fruits").get(fruit));
        what.put("m.colour", scribe.words("recipe.colour").get(fruit));
        what.put("k", scribe.words("vegetable").get(vegetable));
        what.put("v", vegetables.get(vegetable));
        what.put("u", vegetables.get(second));
        what.put("t", scribe.any(List.of("pot", "pan", "kettle")));
        what.put("s", scribe.any(List.of("bowl", "jug")));
        what.put("l", scribe.any(List.of("milk", "water")));
        what.put("n", way.name().equals("cake") ? "flour" : scribe.draw("recipe.flour"));
        return what;
    }

    /** What is needed, as a sentence or as lines. */
    private static void needs(Scribe scribe, Way way, Map<String, String> what) {
        if (scribe.chance(0.55)) {
            say(scribe, "needs." + way.name(), what);
            if (scribe.chance(0.5)) {
                scribe.newLine();
            }
            return;
        }
        say(scribe, "list.head", what);
        for (String item : way.items()) {
            scribe.newLine();
            say(scribe, "item." + item, what);
        }
        scribe.newLine();
    }

    private static void say(Scribe scribe, String rule, Map<String, String> what) {
        Clauses.label(scribe, scribe.sayFresh("recipe." + rule, new HashSet<>(), what), Clauses.ENGLISH);
    }
}
