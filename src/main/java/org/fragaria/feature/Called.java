package org.fragaria.feature;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What all features of a source are called, for whoever looks through them: read once and held for as long as no label
 * changes ({@link OpenSource#called}). Immutable.
 */
public final class Called {

    private final long stamp;
    private final @Nullable String[] texts;
    private final @Nullable String[] methods;

    private Called(long stamp, int size) {
        this.stamp = stamp;
        texts = new String[size];
        methods = new String[size];
    }

    /**
     * Reads every row.
     *
     * @param stamp of the labels before they are read
     */
    static Called read(OpenSource open, Labels labels, long stamp) {
        Called called = new Called(stamp, open.features().size());
        for (int feature = 0; feature < called.texts.length; feature++) {
            Label label = open.features()
                    .row(feature)
                    .flatMap(row -> labels.best(open, row))
                    .orElse(null);
            if (label != null) {
                called.texts[feature] = folded(label.text());
                called.methods[feature] = label.method();
            }
        }
        return called;
    }

    /** Stamp of the labels that it tells. */
    long stamp() {
        return stamp;
    }

    /**
     * Whether the label of a feature contains a text.
     *
     * @param folded the text, {@link #folded}
     */
    public boolean says(int feature, String folded) {
        String text = texts[feature];
        return text != null && text.contains(folded);
    }

    /** How the label of a feature was made; null if nobody says anything. */
    public @Nullable String method(int feature) {
        return methods[feature];
    }

    /** A text as it is compared: whatever its case, and without white space around it. */
    public static String folded(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
