package org.fragaria.hub;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names that a misspelt one may have meant, by edit distance (Levenshtein). */
public final class Nearest {

    /** Names in which more than this share of the letters differs were not meant. */
    private static final double FAR = 0.5;

    private Nearest() {}

    /** The name that is nearest, if any is near. */
    static Optional<String> to(String wanted, List<String> names) {
        return to(wanted, names, 1).stream().findFirst();
    }

    /** The nearest names, the nearest first; one that holds what is wanted is near. */
    public static List<String> to(String wanted, List<String> names, int most) {
        record Ranked(String name, double distance) {}
        String plain = wanted.toLowerCase(Locale.ROOT);
        return names.stream()
                .map(name -> new Ranked(name, distance(plain, name.toLowerCase(Locale.ROOT))))
                .filter(ranked -> ranked.distance <= FAR)
                .sorted(Comparator.comparingDouble(Ranked::distance).thenComparing(Ranked::name))
                .limit(most)
                .map(Ranked::name)
                .toList();
    }

    /** 0 for equal texts, 1 for texts that share nothing. */
    private static double distance(String a, String b) {
        double edits = (double) edits(a, b) / Math.max(1, Math.max(a.length(), b.length()));
        boolean holds = !a.isEmpty() && !b.isEmpty() && (a.contains(b) || b.contains(a));
        return holds ? Math.min(FAR, edits) : edits;
    }

    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
