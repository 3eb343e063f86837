package org.fragaria.steering;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.feature.TokenTexts;
import org.fragaria.steering.SteerPage.Written;

/** One text as it grows; knows what each new token shows. Used by the engine's thread only. */
final class Writing {

    private final RunningText shown;
    private final List<Written> tokens = new ArrayList<>();
    private String end = "";

    Writing(TokenTexts texts) {
        shown = new RunningText(texts);
    }

    Written add(int id, float logprob) {
        Written written = new Written(id, shown.add(id), logprob);
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
