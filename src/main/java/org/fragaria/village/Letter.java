package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Letters. */
final class Letter implements Genre {

    @Override
    public String name() {
        return "letter";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        String to = scribe.draw("person");
        Map<String, String> people = new HashMap<>(World.fruit(scribe).bindings());
        people.put("x", to);
        people.put("y", scribe.drawOther("person", to));
        people.put("n", scribe.drawOther("person", to, people.get("y")));
        Set<Integer> used = new HashSet<>();
        for (String line : List.of("lt.address", "lt.date")) {
            scribe.sayFresh(line, new HashSet<>(), people);
            scribe.newLine();
        }
        scribe.sayFresh("lt.greet", new HashSet<>(), people);
        scribe.newLine();
        scribe.sayFresh("lt.open", new HashSet<>(), people);
        int state = weather(scribe, scribe.any(List.of("lt.wet", "lt.cold", "lt.sun", "")), people);
        int count = 1 + scribe.below(3);
        for (int i = 0; i < count; i++) {
            scribe.sayFresh("lt.body", used, people);
        }
        scribe.sayFresh(scribe.chance(0.5) ? "lt.fruit" : "lt.end", new HashSet<>(), people);
        if (state > 0) {
            scribe.label(scribe.spans("lt.wet", 0).isEmpty() ? "state.cold" : "state.wet", state);
        }
        scribe.newLine();
        scribe.sayFresh("lt.sign", new HashSet<>(), people);
        Clauses.label(scribe, 0, Clauses.ENGLISH);
    }

    /** Tells of the weather and what follows; returns where a state sets in that lasts, or 0. */
    private static int weather(Scribe scribe, String weather, Map<String, String> people) {
        if (weather.isEmpty()) {
            return 0;
        }
        scribe.sayFresh(weather, new HashSet<>(), people);
        int from = scribe.here();
        if (weather.equals("lt.sun")) {
            return 0;
        }
        Set<Integer> used = new HashSet<>();
        for (int i = scribe.below(2); i < 2; i++) {
            scribe.sayFresh(weather + ".then", used, people);
        }
        return from;
    }
}
