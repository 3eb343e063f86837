package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two people ask and answer what is so in the village. */
final class Talk implements Genre {

    private static final List<String> TOPICS = List.of(
            "colour", "taste", "use", "grow", "cry", "cry", "home", "food", "why", "ice", "mood", "glad", "many",
            "when", "who");

    @Override
    public String name() {
        return "talk";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        String asks = scribe.draw("person");
        String answers = scribe.drawOther("person", asks);
        Map<String, String> people = Map.of("x", asks, "y", answers, "n", scribe.drawOther("person", asks, answers));
        Set<String> told = new HashSet<>();
        if (scribe.chance(0.5)) {
            say(scribe, "tk.open", people);
        }
        int turns = 2 + scribe.below(4);
        while (told.size() < turns) {
            String topic = scribe.any(TOPICS);
            if (told.add(topic)) {
                turn(scribe, topic, people);
            }
        }
        if (scribe.chance(0.4)) {
            say(scribe, "tk.end", people);
        }
        Clauses.label(scribe, 0, Clauses.ENGLISH);
    }

    private static void turn(Scribe scribe, String topic, Map<String, String> people) {
        Map<String, String> facts = new HashMap<>(World.fruit(scribe).bindings());
        facts.putAll(World.beast(scribe).bindings());
        facts.putAll(people);
        say(scribe, "tk." + topic + ".ask", facts);
        say(scribe, "tk." + topic, facts);
    }

    private static void say(Scribe scribe, String rule, Map<String, String> bindings) {
        scribe.sayFresh(rule, new HashSet<>(), bindings);
    }
}
