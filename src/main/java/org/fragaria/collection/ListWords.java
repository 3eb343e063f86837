package org.fragaria.collection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/**
 * What its maker says of a list: checked, as it is stored.
 *
 * @param name what it is called, 1..200 characters
 * @param description what it is for, at most 2,000 characters
 * @param testText a text that its page tests all features on, at most 2,000 characters
 * @param listed whether the page of all lists names it
 * @param features its features in order, each once, at most {@link #MOST}
 */
public record ListWords(String name, String description, String testText, boolean listed, List<Entry> features) {

    /** Features of a list, at most. */
    public static final int MOST = 300;

    static final int NAME = 200;
    static final int DESCRIPTION = 2000;
    static final int NOTE = 1000;

    /**
     * A feature and what the list says of it.
     *
     * @param note may be empty, at most 1,000 characters
     */
    public record Entry(FeatureAddress feature, String note) {}

    /**
     * Reads what was typed.
     *
     * @throws InvalidException if it has no name
     * @throws TooLargeException if something is too long
     */
    static ListWords of(
            @Nullable String name, @Nullable String description, @Nullable String testText, boolean listed) {
        return new ListWords(
                Texts.read("name", name, 1, NAME),
                Texts.read("description", description, 0, DESCRIPTION),
                Texts.read("testText", testText, 0, DESCRIPTION),
                listed,
                List.of());
    }

    /** The same with features; of a feature that is there twice the first stays. */
    ListWords with(List<Entry> entries) {
        Set<FeatureAddress> seen = new HashSet<>();
        List<Entry> once = new ArrayList<>();
        for (Entry entry : entries) {
            if (seen.add(entry.feature())) {
                once.add(new Entry(entry.feature(), Texts.read("note", entry.note(), 0, NOTE)));
            }
        }
        if (once.size() > MOST) {
            throw tooMany();
        }
        return new ListWords(name, description, testText, listed, once);
    }

    static TooLargeException tooMany() {
        return new TooLargeException("A list holds at most " + MOST + " features. Make another list for the others.");
    }

    /** The feature that the parameter {@code feature} names. */
    static FeatureAddress address(@Nullable String text) {
        return address("feature", text);
    }

    /**
     * The feature that {@code model/source/index} names.
     *
     * @param parameter where it stands, for the message
     * @throws InvalidException if the text has not this form
     */
    static FeatureAddress address(String parameter, @Nullable String text) {
        String[] parts = (text == null ? "" : text.strip()).split("/", -1);
        try {
            if (parts.length == 3 && fits(parts[0]) && fits(parts[1])) {
                return new FeatureAddress(parts[0], parts[1], Integer.parseUnsignedInt(parts[2]));
            }
        } catch (NumberFormatException e) {
            // falls through to the message that fits every mistake
        }
        String shown = text == null ? "" : text.substring(0, Math.min(100, text.length()));
        throw new InvalidException(
                "Parameter " + parameter + "='" + shown + "': expected model/source/index, e.g. gpt2/8-res/123.");
    }

    private static boolean fits(String name) {
        return !name.isBlank() && name.length() <= NAME;
    }
}
