package org.fragaria.steering;

import java.util.Arrays;

import org.fragaria.feature.TokenTexts;

/** Says what each token of a growing text shows, where a character may be split over tokens. Used by one thread. */
public final class RunningText {

    /** Tokens that one character may be split over, at most. */
    private static final int SPLIT = 4;

    private final TokenTexts texts;
    private int[] recent = new int[0];

    /** A text that is empty yet. */
    public RunningText(TokenTexts texts) {
        this.texts = texts;
    }

    /** The display string of one more token; a character that is split over tokens shows where it ends. */
    public String add(int id) {
        int[] longer = Arrays.copyOf(recent, recent.length + 1);
        longer[recent.length] = id;
        recent = longer.length > SPLIT ? Arrays.copyOfRange(longer, 1, longer.length) : longer;
        return texts.texts(recent).getLast();
    }
}
