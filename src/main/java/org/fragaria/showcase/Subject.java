package org.fragaria.showcase;

import java.util.Locale;
import java.util.Optional;

/** What the doors of the front page show. */
enum Subject {
    STRAWBERRY("The strawberry", "one word"),
    FRENCH("The text is in French", "a stretch of text"),
    LIAR("This speaker is lying", "a state, not a word"),
    BRACKETS("A bracket is open", "a state, not a word");

    private final String title;
    private final String kind;

    Subject(String title, String kind) {
        this.title = title;
        this.kind = kind;
    }

    /** What its feature stands for. */
    String title() {
        return title;
    }

    /** How abstract that is, in words. */
    String kind() {
        return kind;
    }

    /** As in addresses and in {@code TruthReport.Pick.id}. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it has a page of its own. */
    boolean isDemo() {
        return this != BRACKETS;
    }

    static Optional<Subject> of(String id) {
        for (Subject subject : values()) {
            if (subject.id().equals(id)) {
                return Optional.of(subject);
            }
        }
        return Optional.empty();
    }
}
