package org.fragaria.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.fragaria.feature.TokenTexts;
import org.fragaria.steering.SteerPage.Written;

/** One text as it grows; knows what each new token shows. Used by the engine's thread only. */
final class Writing {

    /** Tokens that one character may be split over, at most. */
    private static final int SPLIT = 4;

    private final TokenTexts texts;
    private final List<Written> tokens = new ArrayList<>();
    private String end = "";

    Writing(TokenTexts texts) {
        this.texts = texts;
    }

    Written add(int id, float logprob) {
        int from = Math.max(0, tokens.size() - SPLIT + 1);
        int[] recent = new int[tokens.size() - from + 1];
        Arrays.setAll(
                recent, i -> from + i < tokens.size() ? tokens.get(from + i).id() : id);
        Written written = new Written(id, texts.texts(recent).getLast(), logprob);
        tokens.add(written);
        return written;
    }

    void end(String why) {
        end = why;
    }

    SteerPage.Text text() {
        return new SteerPage.Text(List.copyOf(tokens), end);
    }
}
