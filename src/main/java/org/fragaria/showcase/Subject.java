package org.fragaria.showcase;

import java.util.Locale;
import java.util.Optional;

/** What the doors of the front page show. */
enum Subject {
    STRAWBERRY(
            "The strawberry",
            "one word",
            "Make it think of strawberries",
            "One feature turned up, and things become strawberries; nothing else does."),
    FRENCH(
            "The text is in French",
            "a stretch of text",
            "Turn the text French",
            "An English beginning goes on in French, and its sentences still hold."),
    LIAR(
            "This speaker is lying",
            "a state, not a word",
            "Make the liar tell the truth",
            "A feature that knows every lie does not switch it off. What does?"),
    BRACKETS("A bracket is open", "a state, not a word", "", "");

    private final String title;
    private final String kind;
    private final String demo;
    private final String about;

    Subject(String title, String kind, String demo, String about) {
        this.title = title;
        this.kind = kind;
        this.demo = demo;
        this.about = about;
    }

    /** What its feature stands for. */
    String title() {
        return title;
    }

    /** How abstract that is, in words. */
    String kind() {
        return kind;
    }

    /** Headline of its demo; empty without one. */
    String demo() {
        return demo;
    }

    /** What its demo shows, in a sentence; empty without one. */
    String about() {
        return about;
    }

    /** As in addresses and in {@code TruthReport.Pick.id}. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it has a page of its own. */
    boolean isDemo() {
        return !demo.isEmpty();
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
