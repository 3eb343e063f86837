package org.fragaria.dictionary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.fragaria.problem.FragariaException;

import static org.assertj.core.api.Assertions.fail;

/**
 * Every format with damaged settings: bytes and whole words changed at random. A dictionary opens and gives a feature, or
 * is refused with a typed error. {@code -Dfuzz=10000} for the long run, {@code -Dfuzz.seed=N} for another one.
 */
class DictionaryFuzzTest {

    private static final int COUNT = Integer.getInteger("fuzz", 4000);
    private static final long SEED = Long.getLong("fuzz.seed", 20260502L);
    private static final List<String> WORDS = List.of(
            "0",
            "-1",
            "1e999",
            "null",
            "true",
            "\"\"",
            "[]",
            "{}",
            "2147483648",
            "99999999999999999999",
            "\"topk\"",
            ":",
            "NaN");

    @TempDir
    Path folder;

    static Stream<Arguments> withSettings() throws IOException {
        return Stream.concat(FormatsGoldenTest.cases(), CrossLayerGoldenTest.cases())
                .filter(a -> !settings(path(a)).isEmpty());
    }

    private static Path path(Arguments one) {
        return FormatsGoldenTest.FIXTURES.resolve(
                ((JsonNode) one.get()[1]).get("path").asText());
    }

    private static List<Path> settings(Path path) {
        return files(path).stream()
                .filter(f -> f.toString().endsWith(".json") || f.toString().endsWith(".yaml"))
                .toList();
    }

    private static List<Path> files(Path path) {
        Path from = Files.isDirectory(path) ? path : path.getParent();
        try (Stream<Path> files = Files.walk(from)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withSettings")
    void damagedSettingsAreReadOrRefused(String name, JsonNode golden) throws IOException {
        Path original = FormatsGoldenTest.FIXTURES.resolve(golden.get("path").asText());
        Path from = Files.isDirectory(original) ? original : original.getParent();
        for (Path file : files(original)) {
            Path copy = folder.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Path opened = folder.resolve(from.relativize(original));
        Random random = new Random(SEED);
        Path settings = settings(original).getFirst();
        byte[] good = Files.readAllBytes(settings);
        for (int i = 0; i < COUNT / 20; i++) {
            byte[] text = mutated(good, random);
            Files.write(folder.resolve(from.relativize(settings)), text);
            try (Dictionary dictionary = Dictionary.open(opened)) {
                dictionary.feature(0).decoderRow();
            } catch (FragariaException e) {
                // refused, as it should be
            } catch (RuntimeException | Error e) {
                fail("Round " + i + " of seed " + SEED + ": " + new String(text, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        if (random.nextBoolean()) {
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            return bytes;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] values = text.split("(?<=: )");
        int which = random.nextInt(values.length);
        values[which] = values[which].replaceFirst("^[^,\\n}]*", WORDS.get(random.nextInt(WORDS.size())));
        return String.join("", values).getBytes(StandardCharsets.UTF_8);
    }
}
