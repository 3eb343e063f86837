package org.fragaria.village;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Labels what can be told from the words of a sentence in any of the four tongues: questions, reasons, what is denied. */
final class Clauses {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final String END = "(?=[,.!?;:\"]|$| but | because | mais | parce qu| pero | porque )";
    private static final Pattern REASON =
            Pattern.compile("(?<!\\p{L})(?:because |parce que |parce qu'|weil |porque )(.+?)" + END, FLAGS);

    /** The words that deny in English. */
    static final Pattern ENGLISH = negation("not |never |cannot |nobody ");

    private Clauses() {}

    /** The words that deny, up to what they deny. */
    static Pattern negation(String words) {
        return Pattern.compile("(?<!\\p{L})(?:" + words + ")(.+?)" + END, FLAGS);
    }

    /** Labels everything from a place on: {@code question} over whole questions, {@code reason}, {@code negated}. */
    static void label(Scribe scribe, int from, Pattern negation) {
        String text = scribe.text().substring(from);
        all(scribe, from, REASON.matcher(text), "reason");
        all(scribe, from, negation.matcher(text), "negated");
        questions(scribe, from, text);
    }

    private static void all(Scribe scribe, int from, Matcher matcher, String concept) {
        while (matcher.find()) {
            scribe.label(concept, from + matcher.start(1), from + matcher.end(1));
        }
    }

    private static void questions(Scribe scribe, int from, String text) {
        for (int mark = text.indexOf('?'); mark >= 0; mark = text.indexOf('?', mark + 1)) {
            int start = mark;
            while (start > 0 && ".!?\"\n".indexOf(text.charAt(start - 1)) < 0) {
                start--;
            }
            while (text.charAt(start) == ' ') {
                start++;
            }
            scribe.label("question", from + start, from + mark + 1);
        }
    }
}
