package org.fragaria.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.fragaria.engine.Tracer;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Precision;

/** The small random models of every family, their goldens, and copies of them with another configuration. */
public final class FamilyModels {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("src/test/resources/model");

    private FamilyModels() {}

    /** Every model that has a golden. */
    public static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(f -> f.endsWith("golden.json"))
                    .map(f -> ROOT.resolve(ROOT.relativize(f.resolveSibling(""))))
                    .sorted()
                    .toList();
        }
    }

    /** One of the families' models. */
    public static Path of(String name) {
        return ROOT.resolve("families").resolve(name);
    }

    /** A copy of a model with its configuration changed. */
    public static Path copy(Path model, Path into, Consumer<ObjectNode> edit) throws IOException {
        Files.createDirectories(into);
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.toList()) {
                Files.copy(file, into.resolve(file.getFileName()));
            }
        }
        Path config = into.resolve("config.json");
        ObjectNode root = (ObjectNode) JSON.readTree(config.toFile());
        edit.accept(root);
        JSON.writeValue(config.toFile(), root);
        return into;
    }

    /** Token ids of the golden's first prompt. */
    public static int[] ids(Path model) throws IOException {
        JsonNode list = JSON.readTree(model.resolve("golden.json").toFile()).at("/prompts/0/ids");
        int[] ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).asInt());
        return ids;
    }

    /** Logits of the golden's first prompt, {@code [position · vocabulary]}. */
    public static float[] logits(Path model) throws IOException {
        try (LanguageModel opened = LanguageModel.open(model, Precision.EXACT)) {
            return new Tracer(opened)
                    .trace(ids(model), List.of(), true, List.of())
                    .logits();
        }
    }
}
