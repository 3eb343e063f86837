package org.fragaria.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a label is worth a meaning. */
final class LabelText {

    private static final Pattern QUOTED = Pattern.compile("[‘“\"]\\s*([^’”\"]+?)\\s*[’”\"]");

    private LabelText() {}

    /**
     * The words that carry a label: of one that was computed from tokens, the tokens, since its other words are the same in
     * all such labels and would make all of them alike.
     */
    static String sense(String text, String method) {
        if (!method.equals("offline")) {
            return text;
        }
        StringBuilder tokens = new StringBuilder();
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            tokens.append(tokens.isEmpty() ? "" : ", ").append(quoted.group(1));
        }
        return tokens.isEmpty() ? text : tokens.toString();
    }
}
