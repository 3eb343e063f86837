package org.fragaria.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.fragaria.problem.InvalidException;

/**
 * A published dictionary with what its registry says put to use: a folder of links to the downloaded files, in which
 * {@code cfg.json} has the registry's overrides and {@code activation_scaler.json} the norm factor, so that whoever opens
 * the folder later gets the same numbers without a registry. Written again, a file that stays the same is left alone:
 * its time says whether a measurement can go on.
 */
public final class Prepared {

    private static final String CONFIG = "cfg.json";
    private static final String SCALE = "activation_scaler.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Prepared() {}

    /**
     * Prepares a dictionary.
     *
     * @param published what the registry says
     * @param downloaded its folder, or file, in the cache
     * @param folder where prepared dictionaries lie
     * @return the prepared folder; the downloaded one where the registry adds nothing, or it is a single file
     * @throws InvalidException if its {@code cfg.json} is none
     */
    public static Path of(Published published, Path downloaded, Path folder) {
        boolean adds = !published.release().overrides().isEmpty()
                || published.normScalingFactor().isPresent();
        if (!adds || !Files.isDirectory(downloaded)) {
            return downloaded;
        }
        Path target = folder.resolve((published.release().name() + "--" + published.id()).replaceAll("[^\\w.-]+", "-"));
        try {
            Files.createDirectories(target);
            for (Path file : files(downloaded)) {
                if (file.endsWith(CONFIG)) {
                    write(target.resolve(CONFIG), overridden(file, published));
                } else {
                    link(target.resolve(downloaded.relativize(file)), file.toAbsolutePath());
                }
            }
            if (published.normScalingFactor().isPresent()) {
                double scale = published.normScalingFactor().getAsDouble();
                write(target.resolve(SCALE), JSON.createObjectNode().put("scaling_factor", scale));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target, e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(SCALE))
                    .sorted()
                    .toList();
        }
    }

    /** What SAELens 6 keeps under {@code metadata} is overridden there, in older files at the top. */
    private static ObjectNode overridden(Path file, Published published) {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new InvalidException("File " + file + ": expected JSON, found: " + e.getMessage(), e);
        }
        if (!(root instanceof ObjectNode config)) {
            throw new InvalidException("File " + file + ": expected a JSON object, found " + root.getNodeType() + ".");
        }
        published.release().overrides().forEach((key, value) -> {
            boolean below = !config.has(key) && config.path("metadata").isObject();
            ObjectNode place = below ? (ObjectNode) config.path("metadata") : config;
            place.set(key, JSON.valueToTree(value));
        });
        return config;
    }

    private static void write(Path file, JsonNode content) throws IOException {
        byte[] bytes = (content.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
            Files.deleteIfExists(file);
            Files.write(file, bytes);
        }
    }

    private static void link(Path link, Path file) throws IOException {
        if (Files.isRegularFile(link) && Files.isSameFile(link, file)) {
            return;
        }
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        try {
            Files.createSymbolicLink(link, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(file, link);
        }
    }
}
