package org.fragaria;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/configuration.md has every key of every {@code @ConfigMapping}, with its default, and no key that is none. */
class ConfigurationDocTest {

    private record Key(String name, String fallback) {}

    @Test
    void everyKeyIsInTheDocsWithItsDefault() throws IOException {
        List<String> rows = rows();
        List<Key> keys = keys();
        assertThat(keys).hasSizeGreaterThan(4);
        for (Key key : keys) {
            List<String> ofKey = rows.stream()
                    .filter(row -> row.startsWith("| `" + key.name + "` |"))
                    .toList();
            assertThat(ofKey).as("rows of " + key.name).hasSize(1);
            assertThat(ofKey.getFirst()).contains(key.fallback);
        }
    }

    @Test
    void everyKeyInTheDocsExists() throws IOException {
        List<String> known = new ArrayList<>(keys().stream().map(Key::name).toList());
        known.add("fragaria.data"); // a variable of application.properties that others refer to
        for (String row : rows()) {
            assertThat(known).contains(row.split("`", -1)[1]);
        }
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("docs/configuration.md")).stream()
                .filter(line -> line.startsWith("| `fragaria."))
                .toList();
    }

    private static List<Key> keys() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.fragaria").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .flatMap(mapping -> Arrays.stream(mapping.getDeclaredMethods())
                                .filter(method -> !method.isSynthetic())
                                .map(method -> key(mapping, method)))
                        .toList();
    }

    private static Key key(Class<?> mapping, Method method) {
        String name = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        WithDefault fallback = method.getAnnotation(WithDefault.class);
        return new Key(
                mapping.getAnnotation(ConfigMapping.class).prefix() + "." + name,
                fallback == null ? "" : "`" + fallback.value() + "`");
    }
}
