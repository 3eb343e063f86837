package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A thing that is lost, where it is, another place, and speakers who tell the truth or name the other place. For one document. */
final class Search {

    private static final double LIES = 0.4;
    private static final int PARTS = 10;

    /** Things are under it, not in it, and that word would tell the answer before it is given. */
    private static final String BRIDGE = "bridge";

    private final Scribe scribe;
    private final Village.Stage stage;
    private final String thing;
    private final String place;
    private final String decoy;
    private final String listener;
    private final int from;
    private String before = "";
    private final Set<Integer> asked = new HashSet<>();

    Search(Scribe scribe, Village.Split split, Village.Stage stage) {
        this.scribe = scribe;
        this.stage = stage;
        this.from = scribe.here();
        this.listener = scribe.draw("person");
        String drawn;
        String there;
        String other;
        do {
            drawn = scribe.draw(scribe.chance(0.65) ? "fruit" : "object");
            there = scribe.drawOther("place", BRIDGE);
            other = scribe.drawOther("place", BRIDGE, there);
        } while (heldOut(drawn, there, other) != (split == Village.Split.TEST));
        this.thing = drawn;
        this.place = there;
        this.decoy = other;
    }

    /** Whether a story of these facts is kept for tests: a tenth of all. */
    static boolean heldOut(String thing, String place, String decoy) {
        int hash = (thing + '/' + place + '/' + decoy).hashCode() * 0x9E3779B9;
        return Integer.remainderUnsigned(hash >>> 8, PARTS) == 0;
    }

    /** Tells it, with a little of something else between. */
    void tell(Tale tale) {
        boolean decoyFirst = scribe.chance(0.5);
        if (decoyFirst) {
            mention("st.decoy", decoy, "place.decoy");
        }
        mention("st.true", place, "place.true");
        if (!decoyFirst) {
            mention("st.decoy", decoy, "place.decoy");
        }
        if (scribe.chance(0.3)) {
            say("st.miss", Map.of());
        }
        int count = 2 + scribe.below(4);
        for (int i = 0; i < count; i++) {
            speak();
        }
        if (scribe.chance(0.6)) {
            say("st.got", Map.of("p", place));
        }
        label();
    }

    private void mention(String rule, String where, String concept) {
        Map<String, String> bindings = new HashMap<>(Map.of("p", where));
        if (rule.equals("st.decoy")) {
            bindings.put("a", World.beast(scribe).name());
        }
        int at = say(rule, bindings);
        int found = scribe.find("he " + where, at) + "he ".length();
        scribe.label(concept, found, found + where.length());
    }

    private void speak() {
        boolean lies = stage == Village.Stage.ALL && scribe.chance(LIES);
        String speaker = scribe.drawOther(lies ? "liar" : "honest", before);
        before = speaker;
        if (scribe.chance(0.35)) {
            int at = scribe.sayFresh("st.ask", asked, bindings(Map.of("w", speaker)));
            hears(
                    at,
                    scribe.text().indexOf(": ", at) >= 0 || scribe.text().startsWith("\"" + speaker, at)
                            ? speaker
                            : "");
        }
        String said = lies ? decoy : place;
        int at = say("st.tell", Map.of("w", speaker, "p", said));
        hears(at, scribe.text().substring(at).contains(listener + ": ") ? listener : "");
        scribe.label(lies ? "lie" : "truth", at);
        int saidAt = scribe.text().lastIndexOf(said);
        scribe.label("place.said", saidAt, saidAt + said.length());
        scribe.statement(new Statement(speaker, lies, thing, place, decoy, said, at, saidAt));
        if (scribe.chance(0.25)) {
            say(lies ? "st.lie" : "st.truth", Map.of("w", speaker));
        }
    }

    private void hears(int at, String who) {
        if (!who.isEmpty()) {
            int found = scribe.find(who, at);
            scribe.label("listener", found, found + who.length());
        }
    }

    private void label() {
        String text = scribe.text();
        for (int at = text.indexOf(thing, from); at >= 0; at = text.indexOf(thing, at + 1)) {
            scribe.label("thing.lost", at, at + thing.length());
        }
    }

    private Map<String, String> bindings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("t", thing, "l", listener));
        all.putAll(more);
        return all;
    }

    private int say(String rule, Map<String, String> more) {
        return scribe.sayFresh(rule, new HashSet<>(), bindings(more));
    }
}
