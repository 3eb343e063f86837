package org.fragaria.explanation.automatic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what language models answer; what is not in the agreed form is no answer, and never guessed at. */
final class Answers {

    private static final Pattern EXPLANATION = Pattern.compile("(?im)^[\\s*#\\[]*explanation[\\]*]*\\s*:[\\s*]*(.*)$");
    private static final Pattern LIST = Pattern.compile("\\[[\\s\\d,]*]");
    private static final int SHOWN = 160;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 2_000;

    private Answers() {}

    /**
     * The explanation in an answer: the rest of the last line that begins with "Explanation:".
     *
     * @throws NoAnswerException if there is no such line, or nothing in it
     */
    static String explanation(String answer) throws NoAnswerException {
        Matcher line = EXPLANATION.matcher(answer);
        String found = "";
        while (line.find()) {
            found = line.group(1).strip();
        }
        found = unquoted(found);
        if (found.length() < SHORTEST || found.length() > LONGEST) {
            throw new NoAnswerException(
                    "The answer holds no line that begins with 'Explanation:' and explains: " + beginning(answer));
        }
        return found;
    }

    /**
     * The verdicts in an answer: its one list of zeros and ones.
     *
     * @param count how many there must be
     * @throws NoAnswerException if there is no list, more than one, or one of another length
     */
    static List<Boolean> verdicts(String answer, int count) throws NoAnswerException {
        List<String> lists =
                LIST.matcher(answer).results().map(found -> found.group()).toList();
        if (lists.size() != 1) {
            throw new NoAnswerException("The judge was to answer with one list of " + count
                    + " zeros and ones, and said: " + beginning(answer));
        }
        List<Boolean> verdicts = new ArrayList<>();
        for (String number : lists.getFirst().replaceAll("[\\[\\]\\s]", "").split(",", -1)) {
            if (!number.equals("0") && !number.equals("1")) {
                throw new NoAnswerException(
                        "The judge was to answer with zeros and ones, and said: " + beginning(answer));
            }
            verdicts.add(number.equals("1"));
        }
        if (verdicts.size() != count) {
            throw new NoAnswerException("The judge was shown " + count + " passages and answered for " + verdicts.size()
                    + ": " + beginning(answer));
        }
        return verdicts;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).strip() : text;
    }

    private static String beginning(String answer) {
        String line = answer.strip().replaceAll("\\s+", " ");
        return "“" + (line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…") + "”";
    }
}
