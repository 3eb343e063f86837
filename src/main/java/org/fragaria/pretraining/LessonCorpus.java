package org.fragaria.pretraining;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.UnavailableException;
import org.fragaria.village.Document;
import org.fragaria.village.Village.Split;
import org.fragaria.village.Village.Stage;

/** Documents of a language as a corpus file: a JSON object with {@code text} and {@code domain} per line. */
public final class LessonCorpus {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LessonCorpus() {}

    /**
     * Writes the first documents of a split, in one step.
     *
     * @throws UnavailableException if the disk refuses
     */
    public static void write(Lessons lessons, Split split, long documents, Path file) {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(part)) {
                for (long number = 0; number < documents; number++) {
                    Document document = lessons.document(number, split, Stage.ALL);
                    Map<String, String> line = new LinkedHashMap<>();
                    line.put("text", document.text());
                    line.put("domain", document.domain());
                    out.write(JSON.writeValueAsString(line));
                    out.write('\n');
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException(
                    "File " + file + " cannot be written: " + e.getMessage() + ". Is there room on the disk?", e);
        }
    }
}
