package org.fragaria.feature;

import java.util.ArrayList;
import java.util.List;

import org.fragaria.web.Parameters;

/**
 * How an address wants examples to be shown: the whole state of that part of the page.
 *
 * @param show layout
 * @param all every example that is kept, instead of the first few of each group
 * @param breaks whether a line break of the text breaks the line as well; never in line
 * @param unfolded whether places that read the same are shown one by one
 */
public record ExampleChoice(Show show, boolean all, boolean breaks, boolean unfolded) {

    ExampleChoice with(Show other) {
        return new ExampleChoice(other, all, breaks, unfolded);
    }

    ExampleChoice withAll(boolean every) {
        return new ExampleChoice(show, every, breaks, unfolded);
    }

    ExampleChoice withBreaks(boolean broken) {
        return new ExampleChoice(show, all, broken, unfolded);
    }

    ExampleChoice withUnfolded(boolean oneByOne) {
        return new ExampleChoice(show, all, breaks, oneByOne);
    }

    /** The query that asks for this, its {@code ?} included; empty for what is shown without one. */
    String query() {
        List<String> words = new ArrayList<>();
        if (show != Show.LINE) {
            words.add("show=" + Parameters.word(show));
        }
        if (all) {
            words.add("examples=all");
        }
        if (breaks) {
            words.add("breaks=true");
        }
        if (unfolded) {
            words.add("folded=show");
        }
        return words.isEmpty() ? "" : "?" + String.join("&", words);
    }
}
