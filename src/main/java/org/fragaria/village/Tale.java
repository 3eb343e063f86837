package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A story as it is told: its hero, and the states that hold until something ends them. For one document. */
final class Tale {

    private static final Set<String> WOMEN = Set.of("Anna", "Clara", "Greta", "Ida", "Lena", "Nora", "Rosa");

    private static final Map<String, String> ENDS =
            Map.of("state.wet", "st.dry", "state.cold", "st.thaw", "state.night", "st.dawn");

    private final Scribe scribe;
    private final Map<String, String> cast = new HashMap<>();
    private final Map<String, Integer> states = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> used = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    Tale(Scribe scribe) {
        this.scribe = scribe;
        String hero = scribe.draw("hero");
        int kind = hero.startsWith("the ") ? 2 : WOMEN.contains(hero) ? 1 : 0;
        cast.put("h", hero);
        cast.put("s", List.of("he", "she", "it").get(kind));
        cast.put("o", List.of("him", "her", "it").get(kind));
        cast.put("i", List.of("his", "her", "its").get(kind));
    }

    void open() {
        say("st.open");
    }

    void end() {
        if (scribe.chance(0.7)) {
            say("st.end");
        }
        List.copyOf(states.keySet()).forEach(this::close);
    }

    /** Tells some episodes, none twice. */
    void arcs(int count) {
        for (int i = 0; i < count; i++) {
            String arc = scribe.any(List.of("rain", "cold", "sun", "hungry", "hungry", "night", "mood", "world"));
            if (told.add(arc)) {
                tell(arc);
            }
        }
    }

    private void tell(String arc) {
        switch (arc) {
            case "rain" -> state("state.wet", "st.rain", "st.wet");
            case "cold" -> state("state.cold", "st.cold", "st.chill");
            case "night" -> state("state.night", "st.night", "st.dark");
            case "hungry" -> hungry();
            case "mood" -> mood();
            case "sun" -> sun();
            default -> world(2);
        }
    }

    /** Something sets in, has consequences, and at times ends. */
    private void state(String state, String begins, String then) {
        if (!state.equals("state.night")) {
            over(List.of("state.wet", "state.cold", "state.night"));
        }
        say(begins);
        states.put(state, scribe.here());
        some(then, 3);
        if (scribe.chance(0.3)) {
            world(1);
        }
        if (scribe.chance(0.5)) {
            over(List.of(state));
        }
    }

    /** Ends those of these states that hold, and says so. */
    private void over(List<String> over) {
        for (String state : over) {
            if (states.containsKey(state)) {
                close(state);
                say(ENDS.getOrDefault(state, ""));
            }
        }
    }

    private void sun() {
        over(List.of("state.wet", "state.cold", "state.night"));
        some(scribe.chance(0.6) ? "st.sun" : "st.wind", 2);
    }

    private void hungry() {
        say("st.hungry");
        states.put("state.hungry", scribe.here());
        some("st.look", 2);
        close("state.hungry");
        say("st.eat");
        some("st.full", 1);
    }

    private void mood() {
        say("st.lost");
        some("st.sad", 2);
        say("st.found");
        some("st.glad", 2);
    }

    private void close(String state) {
        Integer from = states.remove(state);
        if (from != null && from < scribe.here()) {
            scribe.label(state, from);
        }
    }

    private void some(String rule, int most) {
        int count = 1 + scribe.below(most);
        for (int i = 0; i < count; i++) {
            say(rule);
        }
    }

    /** Sentences about animals, fruit, vegetables and what else happens. */
    void world(int most) {
        int count = 1 + scribe.below(most);
        for (int i = 0; i < count; i++) {
            switch (scribe.below(6)) {
                case 0, 1 -> say("st.beast", World.beast(scribe).bindings());
                case 2 -> say("st.fruit", World.fruit(scribe).bindings());
                case 3, 4 -> say("st.root");
                default -> say("st.free");
            }
        }
    }

    private void say(String rule) {
        say(rule, Map.of());
    }

    private void say(String rule, Map<String, String> more) {
        Map<String, String> bindings = new HashMap<>(cast);
        bindings.putAll(more);
        scribe.sayFresh(rule, used.computeIfAbsent(rule, any -> new HashSet<>()), bindings);
    }
}
