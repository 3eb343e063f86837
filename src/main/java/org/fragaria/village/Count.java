package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Counting up and down, by ones, twos, threes and fives, in digits and in words. */
final class Count implements Genre {

    @Override
    public String name() {
        return "count";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        int lines = 1 + scribe.random().nextInt(3);
        for (int i = 0; i < lines; i++) {
            run(scribe);
            if (i + 1 < lines && scribe.chance(0.4)) {
                scribe.newLine();
            }
        }
        if (scribe.chance(0.3)) {
            scribe.say("count.end");
        }
    }

    private static void run(Scribe scribe) {
        boolean words = scribe.chance(0.4);
        List<String> names = scribe.words("count.word");
        int by = scribe.any(List.of(1, 1, 1, 2, 2, 3, 5));
        int length = 4 + scribe.random().nextInt(words ? 4 : 8);
        int most = words ? names.size() : 99;
        length = Math.min(length, 1 + (most - 1) / by);
        int start = 1 + scribe.random().nextInt(most - (length - 1) * by);
        boolean down = scribe.chance(0.3);
        String[] run = new String[length];
        for (int i = 0; i < length; i++) {
            int number = start + (down ? length - 1 - i : i) * by;
            run[i] = words ? names.get(number - 1) : Integer.toString(number);
        }
        boolean headed = head(scribe, by, down);
        line(scribe, words, !headed && scribe.chance(0.6), run);
        next(scribe, words, start, names);
    }

    /** Says on a line of its own how it is counted, or does not; returns whether it did. */
    private static boolean head(Scribe scribe, int by, boolean down) {
        if (!scribe.chance(0.55)) {
            return false;
        }
        if (by > 1 && scribe.chance(0.7)) {
            scribe.say("count.by", "k", by == 2 ? "twos" : by == 3 ? "threes" : "fives");
        } else if (by == 1 && scribe.chance(0.7)) {
            scribe.say(down ? "count.down" : "count.up");
        } else {
            scribe.say("count.head");
        }
        scribe.newLine();
        return true;
    }

    /** Word by word, so that every number has its labels. */
    private static void line(Scribe scribe, boolean words, boolean named, String[] run) {
        if (named) {
            scribe.say("count.who");
        }
        String rule = words ? "count.one.word" : "count.one.digit";
        for (int i = 0; i < run.length; i++) {
            if (i > 0) {
                scribe.raw(",");
            }
            scribe.say(words && i == 0 && !named ? "count.first" : rule, "x", run[i]);
        }
        scribe.raw(".");
    }

    private static void next(Scribe scribe, boolean words, int number, List<String> names) {
        if (!scribe.chance(0.4)) {
            return;
        }
        Map<String, String> bindings = new HashMap<>();
        boolean small = words && number < names.size();
        bindings.put("a", small ? names.get(number - 1) : Integer.toString(number));
        bindings.put("b", small ? names.get(number) : Integer.toString(number + 1));
        String kind = small ? "words" : "digits";
        if (scribe.chance(0.5)) {
            scribe.sayFresh("count.after." + kind, new HashSet<>(), bindings);
        } else {
            Clauses.label(scribe, scribe.sayFresh("count.ask." + kind, new HashSet<>(), bindings), Clauses.ENGLISH);
            scribe.sayFresh("count.reply." + kind, new HashSet<>(), bindings);
        }
    }
}
