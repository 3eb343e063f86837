package org.fragaria.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * The manifests of a data folder for commands that start no server. Reads anew each time; safe for any thread.
 *
 * @param path the folder
 */
public record DataFolder(Path path) {

    /**
     * The manifest of a source.
     *
     * @throws NotFoundException if there is no such source
     * @throws InvalidException if its manifest is missing or damaged
     */
    public SourceManifest manifest(String model, String source) {
        return read(sources(model).stream()
                .filter(found -> found.address().source().equals(source))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "There is no source '" + source + "' of model '" + model + "' in data folder " + path + ".")));
    }

    /**
     * The manifest of the first source of a model that can be read.
     *
     * @throws NotFoundException if there is none
     */
    public SourceManifest any(String model) {
        for (SourceReader source : sources(model)) {
            try {
                return read(source);
            } catch (InvalidException damaged) {
                continue; // another source of the model knows where its files are as well
            }
        }
        throw new NotFoundException("There is no model '" + model + "' with a source in data folder " + path + ".");
    }

    private List<SourceReader> sources(String model) {
        try {
            return SourceReader.under(path).stream()
                    .filter(found -> found.address().model().equals(model))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Data folder " + path + " cannot be read", e);
        }
    }

    private static SourceManifest read(SourceReader source) {
        try {
            return source.manifest();
        } catch (IOException e) {
            throw new UncheckedIOException("The manifest of " + source.address() + " cannot be read", e);
        }
    }
}
