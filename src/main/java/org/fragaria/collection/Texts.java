package org.fragaria.collection;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/** Reads what people type: any text is welcome, if the database can hold it and it is not too long. */
final class Texts {

    private Texts() {}

    /**
     * A text in bounds, without space around it; line breaks are {@code \n}.
     *
     * @param what what it is called in a message, e.g. {@code name}
     * @param given null counts as empty
     * @param least fewest characters (code points)
     * @param most greatest number of characters
     * @throws InvalidException if it is too short, or holds what is no character
     * @throws TooLargeException if it is too long
     */
    static String read(String what, @Nullable String given, int least, int most) {
        String text = given == null
                ? ""
                : given.replace("\r\n", "\n").replace('\r', '\n').strip();
        int length = text.codePointCount(0, text.length());
        if (length > most) {
            throw new TooLargeException(
                    "Parameter " + what + " has " + length + " characters: expected at most " + most + ". Shorten it.");
        }
        if (length < least) {
            throw new InvalidException("Parameter " + what + " has " + length + " characters: expected "
                    + (least == 1 ? "some text" : "at least " + least) + ".");
        }
        if (text.codePoints().anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
            throw new InvalidException("Parameter " + what
                    + " holds a code that is no character (U+0000, or half of a surrogate pair). Remove it.");
        }
        return text;
    }
}
