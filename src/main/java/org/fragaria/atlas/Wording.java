package org.fragaria.atlas;

import java.util.function.IntPredicate;

import org.fragaria.feature.Called;
import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;

/** Finds features of a source by what they are called and by the tokens that they fire on most, whatever the case. */
public final class Wording {

    private Wording() {}

    /** Features whose label contains a text. */
    public static IntPredicate labelled(String text, OpenSource open, Labels labels) {
        String wanted = Called.folded(text);
        Called called = open.called(labels);
        return feature -> called.says(feature, wanted);
    }

    /** Features whose label, or one of whose strongest tokens, contains a text. */
    public static IntPredicate saying(String text, OpenSource open, Labels labels) {
        String wanted = Called.folded(text);
        IntPredicate labelled = labelled(text, open, labels);
        return feature -> labelled.test(feature)
                || open.features()
                        .row(feature)
                        .filter(row -> fires(wanted, row, open))
                        .isPresent();
    }

    private static boolean fires(String wanted, FeatureStore.Row row, OpenSource open) {
        return row.tokens().stream()
                .anyMatch(score ->
                        Called.folded(open.tokens().text(score.token())).contains(wanted));
    }
}
