package org.fragaria.experiment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.fragaria.problem.UnavailableException;

/** Lets a few experiments run at a time and keeps their results, so that an address runs its experiment once. */
@ApplicationScoped
public class Experiments {

    private static final Duration KEPT = Duration.ofHours(12);

    private final ObjectMapper json;
    private final ExperimentConfig config;
    private final String version;
    private final Semaphore places;
    private final Cache<String, Sized> results;

    /** A result, and how much memory it takes at most. */
    private record Sized(Object result, int bytes) {}

    Experiments(
            ObjectMapper json,
            ExperimentConfig config,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.json = json;
        this.config = config;
        this.version = version;
        places = new Semaphore(config.atOnce(), true);
        results = Caffeine.newBuilder()
                .maximumWeight(config.cache().asLongValue())
                .weigher((String key, Sized sized) -> sized.bytes())
                .expireAfterAccess(KEPT)
                .build();
    }

    /** Version of the program, which results name. */
    String version() {
        return version;
    }

    /** What an experiment is known by: the first 16 hexadecimal digits of the SHA-256 of all that it depends on. */
    String digest(String kind, String model, Object request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((kind + "\n" + version + "\n" + model + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(json.writeValueAsBytes(request)), 0, 8);
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an experiment was run before and its result is still here. */
    boolean known(String id) {
        return results.getIfPresent(id) != null;
    }

    /**
     * The result of an experiment, from memory or by running it when it is its turn.
     *
     * @throws UnavailableException if too many run already
     * @throws CancellationException if nobody waits any more
     */
    <R> R once(String id, Class<R> type, BooleanSupplier stopped, Supplier<R> experiment) {
        Sized known = results.getIfPresent(id);
        if (known != null) {
            return type.cast(known.result());
        }
        take(stopped);
        try {
            Sized meanwhile = results.getIfPresent(id);
            if (meanwhile != null) {
                return type.cast(meanwhile.result());
            }
            R result = experiment.get();
            results.put(id, new Sized(result, json.writeValueAsBytes(result).length));
            return result;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } finally {
            places.release();
        }
    }

    private void take(BooleanSupplier stopped) {
        long end = System.nanoTime() + config.patience().toNanos();
        try {
            while (!places.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    throw new CancellationException("Nobody waits for the experiment any more");
                }
                if (System.nanoTime() > end) {
                    throw new UnavailableException(config.atOnce() + " experiments run on this server already"
                            + " (fragaria.experiment.at-once); try again in half a minute.");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The server is stopping.", e);
        }
    }
}
