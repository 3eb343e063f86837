package org.fragaria.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * Where the registry comes from: a file that somebody names, or an address, of which a copy is kept and asked for again
 * after a day. Where the address cannot be reached an older copy serves, and that is said.
 *
 * @param settings whether the network may be used, and where copies lie
 * @param observer gets a line when an older copy is used
 */
public record RegistryFile(HubSettings settings, HubObserver observer) {

    /** Where SAELens keeps its list. */
    public static final String DEFAULT =
            "https://raw.githubusercontent.com/jbloomAus/SAELens/main/sae_lens/pretrained_saes.yaml";

    private static final Duration FRESH = Duration.ofDays(1);

    /**
     * Reads the registry.
     *
     * @param given a file, or an http or https URL; SAELens's own where empty
     * @throws NotFoundException if the file does not exist
     * @throws UnavailableException if the address cannot be reached and no copy is here
     * @throws org.fragaria.problem.InvalidException if it is no registry
     */
    public Registry open(Optional<String> given) {
        String where = given.orElse(DEFAULT);
        if (!where.startsWith("http://") && !where.startsWith("https://")) {
            return local(Path.of(where));
        }
        Path copy = settings.own().resolve("registry-" + digest(where) + ".yaml");
        boolean here = Files.isRegularFile(copy);
        if (here && (settings.offline() || fresh(copy))) {
            return local(copy);
        }
        if (settings.offline()) {
            throw unreachable(where, "HF_HUB_OFFLINE is set", null);
        }
        try {
            byte[] yaml = new HubClient(settings).text(URI.create(where));
            Registry registry = Registry.read(yaml, where);
            keep(copy, yaml);
            return registry;
        } catch (IOException | FragariaException e) {
            if (!here) {
                throw unreachable(where, e.getMessage() == null ? "cannot connect" : e.getMessage(), e);
            }
            observer.line("The registry " + where + " cannot be read now; using the copy " + copy + ".");
            return local(copy);
        }
    }

    private static Registry local(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new NotFoundException(
                    "Registry " + file + " is no file: give a copy of SAELens's pretrained_saes.yaml, or its URL.");
        }
        try {
            return Registry.read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean fresh(Path copy) {
        try {
            return Files.getLastModifiedTime(copy)
                    .toInstant()
                    .isAfter(Instant.now().minus(FRESH));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + copy, e);
        }
    }

    private static void keep(Path copy, byte[] yaml) {
        try {
            Files.createDirectories(copy.getParent());
            Path aside = Files.createTempFile(copy.getParent(), ".registry", "");
            Files.write(aside, yaml);
            Files.move(aside, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + copy, e);
        }
    }

    private static UnavailableException unreachable(
            String where, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new UnavailableException(
                "The registry of published dictionaries, " + where + ", cannot be read (" + why
                        + "), and there is no copy here. Give a file with --registry FILE or FRAGARIA_REGISTRY.",
                cause);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
