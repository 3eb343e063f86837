package org.fragaria.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

import org.fragaria.problem.NotFoundException;

/** Which repository a model's short name means: {@code gpt2-small} is {@code openai-community/gpt2}. */
public final class ModelNames {

    private static final String TABLE = "/hub/models.properties";

    private ModelNames() {}

    /**
     * The repository of a model.
     *
     * @param name a short name as TransformerLens and SAELens's registry use it, or a repository, which is itself
     * @throws NotFoundException if the short name is unknown
     */
    public static HubAddress repository(String name) {
        String repository = name.contains("/") ? name : table().getProperty(name);
        if (repository == null) {
            throw new NotFoundException("Model '" + name + "': its repository on the hub is not known"
                    + Nearest.to(name, table().stringPropertyNames().stream().toList())
                            .map(near -> " (known and near: " + near + ")")
                            .orElse("")
                    + ". Give it with --model owner/name, or a folder.");
        }
        return HubAddress.of(repository, "");
    }

    private static Properties table() {
        Properties table = new Properties();
        try (InputStream in = Objects.requireNonNull(ModelNames.class.getResourceAsStream(TABLE), TABLE)) {
            table.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
        return table;
    }
}
