package org.fragaria.explanation;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/** What a label may be: plain text of some length. It is shown as text everywhere, so any characters may be in it. */
final class LabelText {

    /** Characters (UTF-16 units) of the shortest label. */
    static final int SHORTEST = 3;

    /** Characters (UTF-16 units) of the longest label. */
    static final int LONGEST = 2_000;

    /** Characters of the longest name of a writer. */
    static final int LONGEST_NAME = 80;

    private LabelText() {}

    /**
     * A label as it is stored: without white space around it, and without control characters other than line breaks.
     *
     * @throws InvalidException if it is missing or too short
     * @throws TooLargeException if it is too long
     */
    static String checked(@Nullable String text) {
        String clean = clean(text == null ? "" : text);
        if (clean.length() < SHORTEST) {
            throw new InvalidException("The label has " + clean.length() + " characters: expected " + SHORTEST + " to "
                    + LONGEST + ". Say in a few words what the feature responds to.");
        }
        if (clean.length() > LONGEST) {
            throw new TooLargeException("The label has " + clean.length() + " characters: expected at most " + LONGEST
                    + ". Shorten it; a comment has room for more.");
        }
        return clean;
    }

    /**
     * A writer's name, or null for none.
     *
     * @throws TooLargeException if it is too long
     */
    static @Nullable String name(@Nullable String name) {
        String clean = clean(name == null ? "" : name).replace('\n', ' ');
        if (clean.length() > LONGEST_NAME) {
            throw new TooLargeException(
                    "The name has " + clean.length() + " characters: expected at most " + LONGEST_NAME + ".");
        }
        return clean.isEmpty() ? null : clean;
    }

    /** Databases refuse the character 0 and halves of characters, browsers send line breaks as two characters. */
    static String clean(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("\r\n", "\n")
                .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "")
                .strip();
    }
}
