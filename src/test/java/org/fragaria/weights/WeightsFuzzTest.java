package org.fragaria.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.FragariaException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Damaged files: bytes changed, cut off, repeated or moved at random. Each is either read or refused with a typed error;
 * never an endless loop, never more memory than twice the file (and a slack for the JVM's own). {@code -Dfuzz=10000} for
 * the long run, {@code -Dfuzz.seed=N} for another one.
 */
class WeightsFuzzTest {

    private static final int COUNT = Integer.getInteger("fuzz", 500);
    private static final long SEED = Long.getLong("fuzz.seed", 20260501L);

    /** Largest tensor that a damaged file of a few KB may claim and get: repeated elements, see TorchZipFile. */
    private static final long SLACK = 16L << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../golden.safetensors",
                "arrays.npz",
                "arrays-deflated.npz",
                "tensors.pt",
                "evil.pt",
                "module.pt"
            })
    void damagedFileIsReadOrRefused(String name) throws IOException {
        byte[] good = Files.readAllBytes(ContainersTest.FIXTURES.resolve(name));
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            Path file = Files.write(folder.resolve(i + ".weights"), mutated(good, random));
            try {
                assertThat(readAll(file)).isLessThan(2 * Files.size(file) + SLACK);
            } catch (FragariaException e) {
                assertThat(e.getMessage()).contains(file.getFileName().toString());
                refused++;
            } catch (RuntimeException | Error e) {
                fail("Round " + i + " of seed " + SEED + " on " + name, e);
            }
            Files.delete(file);
        }
        System.out.printf("Fuzz, seed %d: %s, %d files, %d refused%n", SEED, name, COUNT, refused);
        assertThat(refused).isPositive();
    }

    /** Reads every tensor; returns the bytes of the largest. */
    private static long readAll(Path file) {
        long largest = 0;
        try (Weights weights = Weights.open(file)) {
            for (String tensor : weights.names()) {
                StoredTensor info = weights.info(tensor);
                largest = Math.max(largest, info.bytes());
                if (info.dtype().floating()) {
                    weights.floats(tensor);
                } else {
                    weights.longs(tensor);
                }
            }
        }
        return largest;
    }

    /** Some bytes changed (mostly near the beginning or the end, where headers are), perhaps cut or doubled. */
    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            int at =
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextInt(Math.min(bytes.length, 400));
                        case 1 -> bytes.length - 1 - random.nextInt(Math.min(bytes.length, 900));
                        default -> random.nextInt(bytes.length);
                    };
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                case 2 -> (byte) 0xff;
                default -> 0;
            };
        }
        return switch (random.nextInt(6)) {
            case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> java.util.Arrays.copyOf(bytes, bytes.length + random.nextInt(64));
            default -> bytes;
        };
    }
}
