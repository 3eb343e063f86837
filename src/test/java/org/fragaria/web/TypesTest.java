package org.fragaria.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.testsupport.VillageData;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The front end's types are right. The bundler strips types without checking them, but the Deno that it brings can check
 * them; building the application, which this test causes, puts it into {@code node_modules}.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class TypesTest {

    @Test
    void frontEndTypeChecks(@TempDir Path cache) throws IOException, InterruptedException {
        ProcessBuilder check = new ProcessBuilder(List.of(
                deno().toAbsolutePath().toString(),
                "check",
                "--quiet",
                "--no-remote",
                "--unstable-sloppy-imports",
                "--config",
                "tsconfig.json",
                "app/index.ts",
                "theme/index.ts"));
        check.environment().put("DENO_DIR", cache.toString());
        check.environment().put("NO_COLOR", "1");
        Process process = check.directory(Path.of("frontend").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static Path deno() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("node_modules", "@deno"), 2)) {
            return files.filter(file -> file.endsWith("deno") && Files.isRegularFile(file))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
