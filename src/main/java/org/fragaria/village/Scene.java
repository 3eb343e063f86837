package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A small scene of the village, told in one tongue, at times with a sentence of another. Two animals, a place, a fruit, a
 * thing and the weather stay the same throughout. For one document.
 */
final class Scene {

    private static final double STRAWBERRY = 0.25;
    private static final int PAIRS = 5;

    private final Scribe scribe;
    private final Map<String, Integer> cast = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> used = new HashMap<>();

    /** Where the last sentence begins. */
    private int last;

    /** Draws who and what the scene is about. */
    Scene(Scribe scribe) {
        this.scribe = scribe;
        for (String variable : List.of("a", "b", "p", "f", "o", "w")) {
            cast.put(variable, scribe.random().nextInt(Tongue.ENGLISH.size(variable)));
        }
        while (Objects.equals(cast.get("a"), cast.get("b"))) {
            cast.put("b", scribe.random().nextInt(Tongue.ENGLISH.size("b")));
        }
        if (scribe.chance(STRAWBERRY)) {
            cast.put("f", 0);
        }
    }

    /** Tells it: 3 to 8 sentences. */
    void tell(Tongue tongue) {
        if (scribe.chance(0.75)) {
            say(tongue, "open");
        }
        body(tongue, 1 + scribe.random().nextInt(3));
        if (scribe.chance(0.45)) {
            ask(tongue);
        }
        if (scribe.chance(0.3)) {
            say(tongue, "talk");
        }
        body(tongue, scribe.random().nextInt(2));
        if (scribe.chance(0.6)) {
            say(tongue, "end");
        }
    }

    /** Tells it in one tongue, with a sentence or two of another in the middle. */
    void tell(Tongue tongue, Tongue other) {
        say(tongue, "open");
        body(tongue, 1 + scribe.random().nextInt(2));
        if (tongue == Tongue.ENGLISH && scribe.chance(0.5)) {
            quote(other);
        } else {
            body(other, 1 + scribe.random().nextInt(2));
        }
        body(tongue, 1 + scribe.random().nextInt(2));
        if (scribe.chance(0.4)) {
            say(tongue, "end");
        }
    }

    private void body(Tongue tongue, int sentences) {
        for (int i = 0; i < sentences; i++) {
            if (scribe.chance(0.25)) {
                agree(tongue);
            } else {
                say(tongue, "mid");
            }
        }
    }

    /** A sentence that agrees with the first animal, by a pronoun if the sentence before was about no other. */
    private void agree(Tongue tongue) {
        Map<String, String> bindings = tongue.bindings(cast);
        String gender = tongue.gender(bindings.getOrDefault("a", ""));
        if (gender.isEmpty()) {
            say(tongue, "mid");
        } else {
            say(tongue, (about(bindings) && scribe.chance(0.7) ? "it." : "mid.") + gender);
        }
    }

    private boolean about(Map<String, String> bindings) {
        String before = scribe.text().substring(last).toLowerCase(Locale.ROOT);
        return before.startsWith(bindings.getOrDefault("a", "").toLowerCase(Locale.ROOT))
                && !before.contains(bindings.getOrDefault("b", "").toLowerCase(Locale.ROOT));
    }

    private void ask(Tongue tongue) {
        int pair = 1 + scribe.random().nextInt(PAIRS);
        say(tongue, "ask." + pair);
        say(tongue, "reply." + pair);
    }

    /** English that quotes another tongue. */
    private void quote(Tongue other) {
        other.label(scribe, say(Tongue.ENGLISH.rule("said." + other.id()), other.bindings(cast)));
    }

    private void say(Tongue tongue, String rule) {
        tongue.label(scribe, say(tongue.rule(rule), tongue.bindings(cast)));
    }

    private int say(String rule, Map<String, String> bindings) {
        last = scribe.sayFresh(rule, used.computeIfAbsent(rule, any -> new HashSet<>()), bindings);
        return last;
    }
}
