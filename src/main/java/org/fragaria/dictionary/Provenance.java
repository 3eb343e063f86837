package org.fragaria.dictionary;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a dictionary's numbers come from.
 *
 * @param format the format that its files are in, e.g. {@code gemma-scope}
 * @param files what was read
 * @param assumptions what the files do not say and was taken from the format's description, as sentences for a person
 */
public record Provenance(String format, List<Path> files, List<String> assumptions) {

    public Provenance {
        files = List.copyOf(files);
        assumptions = List.copyOf(assumptions);
    }
}
