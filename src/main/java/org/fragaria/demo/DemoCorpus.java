package org.fragaria.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.village.Village;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/** The text that the demo's sources are measured on: what was shipped, else what the generator writes, once. */
final class DemoCorpus {

    private static final String NAME = "corpus.jsonl";

    /** Away from the documents that the model was trained on. */
    private static final long FIRST = 40_000_000;

    private DemoCorpus() {}

    /**
     * The file of the text.
     *
     * @param folder the unpacked demo
     * @param seed of the language
     * @param documents how many to write if none were shipped
     */
    static Path in(Path folder, long seed, int documents) {
        Path file = folder.resolve(NAME);
        if (Files.isRegularFile(file)) {
            return file;
        }
        Path part = folder.resolve(NAME + ".part");
        try {
            write(part, new Village(seed), documents);
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void write(Path part, Village village, int documents) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
            for (long n = 0; n < documents; n++) {
                String text = village.document(FIRST + n, Split.TEST, Stage.ALL).text();
                out.write(json.writeValueAsString(Map.of("text", text)));
                out.write('\n');
            }
        }
    }
}
