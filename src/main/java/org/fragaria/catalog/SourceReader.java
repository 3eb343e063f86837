package org.fragaria.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.LuceneFeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.feature.TokenTexts;
import org.fragaria.map.FeatureMap;
import org.fragaria.measure.SourceFolder;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.InvalidException;

/**
 * Reads a folder that should hold a source: {@code {data}/{model}/{source}}.
 *
 * @param path the folder
 * @param address the ids that its place says
 */
record SourceReader(Path path, SourceAddress address) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * What identifies the contents of a folder from outside: replacing it or rewriting its manifest changes it.
     *
     * @param key the file system's identity of the manifest
     */
    record Stamp(@Nullable Object key, long modified, long size) {}

    /** All folders at the place of a source, whether or not they hold one; none if the data folder does not exist. */
    static List<SourceReader> under(Path data) throws IOException {
        List<SourceReader> found = new ArrayList<>();
        for (Path model : folders(data)) {
            for (Path source : folders(model)) {
                found.add(new SourceReader(source, new SourceAddress(name(model), name(source))));
            }
        }
        return found;
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> Files.isDirectory(child) && isShown(name(child)))
                    .sorted()
                    .toList();
        }
    }

    /** Folders that begin with a dot are left alone; those that are being built or replaced are none yet or no more. */
    private static boolean isShown(String name) {
        return !name.startsWith(".") && !name.endsWith(SourceFolder.BUILDING) && !name.endsWith(SourceFolder.OLD);
    }

    /** What is at the place of a source just now, if there is a folder. */
    static Optional<SourceReader> at(Path data, SourceAddress address) {
        Path path = data.resolve(address.model()).resolve(address.source());
        return Files.isDirectory(path) ? Optional.of(new SourceReader(path, address)) : Optional.empty();
    }

    /** Whether the source at an address is being replaced just now: the old folder is aside, the new one not yet there. */
    static boolean isBeingReplaced(Path data, SourceAddress address) {
        return Files.isDirectory(data.resolve(address.model()).resolve(address.source() + SourceFolder.OLD));
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private Path manifestFile() {
        return path.resolve("manifest.json");
    }

    /** The present identity of the contents; a folder without a manifest has one too. */
    Stamp stamp() throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(manifestFile(), BasicFileAttributes.class);
            return new Stamp(file.fileKey(), file.lastModifiedTime().toMillis(), file.size());
        } catch (NoSuchFileException e) {
            return new Stamp(null, 0, -1);
        }
    }

    /** Whether the folder is there, with the contents of a stamp. */
    boolean isStill(Stamp stamp) throws IOException {
        return Files.isDirectory(path) && stamp().equals(stamp);
    }

    /**
     * Reads the manifest.
     *
     * @throws InvalidException if it is missing, no manifest, of a newer layout, or of another source than its place says
     */
    SourceManifest manifest() throws IOException {
        SourceManifest manifest;
        try {
            manifest = JSON.readValue(Files.readAllBytes(manifestFile()), SourceManifest.class);
        } catch (NoSuchFileException e) {
            throw new InvalidException(
                    "Folder " + address + " has no manifest.json: it is no source. Remove it, or"
                            + " make the source again with './fragaria add'.",
                    e);
        } catch (JsonProcessingException e) {
            throw new InvalidException("manifest.json of " + address + " cannot be read: " + e.getOriginalMessage(), e);
        }
        return checked(manifest);
    }

    /**
     * Opens index, tokens and map.
     *
     * @return the source with one lease, the caller's
     * @throws org.fragaria.problem.FragariaException if manifest, index or tokens are missing, damaged or of another version
     */
    OpenSource open() throws IOException {
        SourceManifest manifest = manifest();
        TokenTexts tokens = TokenTexts.open(path.resolve("tokenizer.json"));
        Optional<FeatureMap> map =
                FeatureMap.read(path, manifest.dictionaryFacts().dSae());
        return new OpenSource(manifest, LuceneFeatureStore.open(path.resolve("index")), tokens, map);
    }

    private SourceManifest checked(@Nullable SourceManifest manifest) {
        if (manifest == null || manifest.formatVersion() < 1) {
            throw new InvalidException("manifest.json of " + address + " holds no manifest: expected formatVersion 1.");
        }
        if (manifest.formatVersion() > SourceManifest.FORMAT_VERSION) {
            throw new InvalidException("Source " + address + " has layout version " + manifest.formatVersion()
                    + ", this build reads up to " + SourceManifest.FORMAT_VERSION + ": use a newer build.");
        }
        if (manifest.modelFacts() == null
                || manifest.dictionaryFacts() == null
                || manifest.corpus() == null
                || manifest.figures() == null) {
            throw new InvalidException("manifest.json of " + address
                    + " lacks one of modelFacts, dictionaryFacts, corpus, figures: make the source again.");
        }
        if (!address.equals(new SourceAddress(manifest.model(), manifest.source()))) {
            throw new InvalidException("Folder " + address + " holds the source " + manifest.model() + "/"
                    + manifest.source() + ": move it to where its manifest says.");
        }
        return manifest;
    }
}
