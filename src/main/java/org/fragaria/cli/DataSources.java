package org.fragaria.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.fragaria.catalog.DataFolder;
import org.fragaria.dictionary.Dictionary;

/** The dictionaries of a model's sources in a data folder, each opened when it is first named. For one thread. */
final class DataSources implements AutoCloseable {

    private final DataFolder data;
    private final String model;
    private final Map<String, Dictionary> open = new HashMap<>();

    /** @param model the model's id in the data folder */
    DataSources(Path data, String model) {
        this.data = new DataFolder(data);
        this.model = model;
    }

    /**
     * Where the model's files are.
     *
     * @throws org.fragaria.problem.NotFoundException if the data folder has no source of it
     */
    Path modelFolder() {
        return Path.of(data.any(model).modelFacts().path());
    }

    /**
     * The dictionary of a source.
     *
     * @throws org.fragaria.problem.NotFoundException if there is no such source
     */
    Dictionary dictionary(String source) {
        return open.computeIfAbsent(
                source,
                name -> Dictionary.open(
                        Path.of(data.manifest(model, name).dictionaryFacts().path())));
    }

    @Override
    public void close() {
        open.values().forEach(Dictionary::close);
    }
}
