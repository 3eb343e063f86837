package org.fragaria.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A small invented text as token windows, and its vocabulary. Deterministic. The vocabulary holds a piece of markup, a
 * line break and a letter with an accent, so that pages that forget to escape them are found out.
 */
public final class VillageCorpus {

    /** Tokens per window, BOS included. */
    public static final int WINDOW = 64;

    private static final int WINDOWS = 400;

    private static final String[] SUBJECTS = {
        "▁Mole", "▁Owl", "▁Fox", "▁Hare", "▁Badger", "▁Hedgehog", "▁she", "▁he", "▁nobody"
    };
    private static final String[] VERBS = {
        "▁found", "▁kept", "▁hid", "▁wanted", "▁lost", "▁saw", "▁planted", "▁ate", "▁carried", "▁asked|▁for"
    };
    private static final String[] ADJECTIVES = {"▁red", "▁small", "▁ripe", "▁cold", "▁sweet", "▁blue", "▁old"};
    private static final String[] THINGS = {
        "▁strawberry",
        "▁acorn",
        "▁key",
        "▁letter",
        "▁basket",
        "▁lantern",
        "▁plum",
        "▁coin",
        "▁straw|▁hat",
        "▁box",
        "▁caf|é",
        "▁<script>alert(1)</script>"
    };
    private static final String[] PLACES = {
        "▁behind|▁the|▁mill",
        "▁under|▁the|▁bridge",
        "▁in|▁the|▁barn",
        "▁at|▁the|▁market",
        "▁by|▁the|▁river",
        "▁on|▁the|▁table"
    };
    private static final String[] ENDS = {".", ".", ".", "?", "!", ".|<0x0A>"};

    private final List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>"));
    private final int[][] windows = new int[WINDOWS][];

    /** Makes the text. */
    public VillageCorpus() {
        Random random = new Random(2114);
        for (int w = 0; w < WINDOWS; w++) {
            List<Integer> ids = new ArrayList<>(List.of(1));
            while (ids.size() < WINDOW) {
                sentence(random).forEach(piece -> ids.add(id(piece)));
            }
            windows[w] = ids.stream().limit(WINDOW).mapToInt(Integer::intValue).toArray();
        }
    }

    private List<String> sentence(Random random) {
        String text = String.join(
                "|",
                pick(SUBJECTS, random),
                pick(VERBS, random),
                "▁the",
                pick(ADJECTIVES, random),
                pick(THINGS, random),
                pick(PLACES, random),
                pick(ENDS, random));
        return List.of(text.split("\\|", -1));
    }

    private static String pick(String[] from, Random random) {
        return from[random.nextInt(from.length)];
    }

    private int id(String piece) {
        int known = pieces.indexOf(piece);
        if (known >= 0) {
            return known;
        }
        pieces.add(piece);
        return pieces.size() - 1;
    }

    /** Pieces by token id, {@code ▁} for a space. */
    public List<String> pieces() {
        return pieces;
    }

    /** Token ids, {@code [window][position]}. */
    public int[][] windows() {
        return windows;
    }

    /** Tokens measured: all but the first of each window. */
    public long tokens() {
        return (long) WINDOWS * (WINDOW - 1);
    }
}
