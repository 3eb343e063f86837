package org.fragaria.village;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/** A passage that stands there twice, word for word: sentences, or a row of words that nothing foretells. */
final class Echo implements Genre {

    private static final List<String> WORDS = List.of(
            "animal",
            "fruit",
            "place",
            "person",
            "colour",
            "object",
            "day",
            "clothing",
            "vegetable",
            "dish",
            "weather",
            "number.word");

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public void write(Scribe scribe, Village.Split split, Village.Stage stage) {
        boolean row = scribe.chance(0.6);
        if (row) {
            words(scribe);
        } else {
            sentences(scribe);
        }
        String passage = scribe.text();
        // A row may begin with a small letter, which only a line of its own makes a sentence.
        scribe.raw(row || scribe.chance(0.5) ? "\n" : " ");
        int from = scribe.here();
        scribe.raw(passage);
        scribe.label("state.again", from);
        Lexicon.finish(scribe);
    }

    private static void words(Scribe scribe) {
        int count = 6 + scribe.random().nextInt(18);
        String mark = scribe.any(List.of(" ", ", "));
        for (int i = 0; i < count; i++) {
            scribe.raw(i == 0 ? "" : mark).raw(scribe.draw(scribe.any(WORDS)));
        }
        scribe.raw(".");
    }

    private static void sentences(Scribe scribe) {
        int count = 2 + scribe.random().nextInt(3);
        for (int i = 0; i < count; i++) {
            scribe.sayFresh(
                    scribe.any(List.of("st.free", "st.decoy", "st.sun", "st.open", "lt.body")),
                    new HashSet<>(),
                    new HashMap<>());
        }
    }
}
