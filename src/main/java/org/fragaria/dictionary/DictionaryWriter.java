package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

import org.fragaria.problem.ConflictException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.weights.SafetensorsWriter;

/**
 * Writes a dictionary in the layout of SAELens 6, as float32 unless told otherwise. First the weights, then {@code cfg.json}, each moved into
 * place in one step: a folder with a {@code cfg.json} is a whole dictionary.
 */
public final class DictionaryWriter {

    private final DictionaryConfig config;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final Map<String, Object> notes = new LinkedHashMap<>();
    private StoredAs storedAs = StoredAs.FLOAT32;

    /** Begins with what goes into {@code cfg.json}. */
    public DictionaryWriter(DictionaryConfig config) {
        this.config = config;
    }

    /** Says how the weights are stored; values are rounded to nearest even. */
    public DictionaryWriter storedAs(StoredAs chosen) {
        storedAs = chosen;
        return this;
    }

    /** Adds a tensor under SAELens's name; its shape follows from the name ({@code W_enc [dIn, dSae]} and so on). */
    public DictionaryWriter tensor(String name, float[] values) {
        tensors.put(name, values);
        return this;
    }

    /** Adds a line to the metadata in {@code cfg.json}, e.g. {@code dataset_path}. */
    public DictionaryWriter note(String key, Object value) {
        notes.put(key, value);
        return this;
    }

    /** Whether a folder holds a whole dictionary. */
    public static boolean isWritten(Path folder) {
        return Files.exists(folder.resolve(ConfigFile.NAME));
    }

    /**
     * Refuses a folder that holds a dictionary already.
     *
     * @throws ConflictException if it does
     */
    public static void requireFree(Path folder) {
        if (isWritten(folder)) {
            throw new ConflictException(
                    "Folder " + folder + " holds a dictionary already: name another folder, or remove it first.");
        }
    }

    /**
     * Writes the folder.
     *
     * @throws ConflictException if it holds a dictionary already
     * @throws org.fragaria.problem.InvalidException if a value is out of range for how it is to be stored
     * @throws UnavailableException if the disk refuses
     */
    public void write(Path folder) {
        if (config.transcoding().isPresent() || config.architecture() == Architecture.GROUPMAX) {
            throw new IllegalArgumentException("Only autoencoders of SAELens's architectures are written");
        }
        requireFree(folder);
        tensors.forEach(storedAs::require);
        SafetensorsWriter weights = new SafetensorsWriter();
        tensors.forEach((name, values) -> weights.add(name, storedAs.dtype(), values, shape(name)));
        weights.write(folder.resolve(SaeLensFormat.WEIGHTS));
        Path temporary = folder.resolve("." + ConfigFile.NAME + ".part");
        try {
            Files.writeString(temporary, ConfigFile.write(config, storedAs, notes));
            Files.move(temporary, folder.resolve(ConfigFile.NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("File " + temporary + " cannot be written: " + e.getMessage(), e);
        }
    }

    private long[] shape(String name) {
        return switch (name) {
            case "W_enc" -> new long[] {config.dIn(), config.dSae()};
            case "W_dec" -> new long[] {config.dSae(), config.dIn()};
            case "b_dec" -> new long[] {config.dIn()};
            default -> new long[] {config.dSae()};
        };
    }
}
