package org.fragaria.village;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The list of concepts on which the demo is judged; its pass mark stands at its head ({@code village/concepts.txt}). */
public final class Concepts {

    private static final String FILE = "/village/concepts.txt";
    private static final List<Concept> ALL = read();

    private Concepts() {}

    /** All concepts, in the order of the list. */
    public static List<Concept> all() {
        return ALL;
    }

    private static List<Concept> read() {
        try (InputStream in = Concepts.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its own file " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Concepts::concept)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Concept concept(String line) {
        String[] parts = line.split(" \\| ", -1);
        return new Concept(parts[0], parts[2], Concept.Level.valueOf(parts[1]));
    }
}
