package org.fragaria.lab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.fragaria.account.Belongings;
import org.fragaria.account.Writes;
import org.fragaria.live.LiveConfig;
import org.fragaria.problem.ForbiddenException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Parameters;

/** The saved runs in the database. Each call is one transaction; safe for any number of threads. */
@ApplicationScoped
public class SavedRuns implements Belongings {

    private static final int MOST = 500;
    private static final int ID_BYTES = 6;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Inject
    Writes writes;

    @Inject
    LiveConfig live;

    private final String version;

    SavedRuns(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    /**
     * Saves a run; the same run with the same texts is saved once, whoever asks.
     *
     * @throws TooLargeException if the owner has as many as there can be, or the run is too long
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    StoredRun save(String owner, String model, SteerRequest request, LabResult result) {
        String asked = write(request);
        String told = write(result);
        if (asked.length() > SavedRun.LONGEST_REQUEST || told.length() > SavedRun.LONGEST_RESULT) {
            throw new TooLargeException("This run is too long to be saved: ask for fewer tokens.");
        }
        String precision = Parameters.word(live.precision());
        String id = digest(model + "\n" + asked + "\n" + ids(result) + "\n" + version + "\n" + precision);
        SavedRun known = SavedRun.findById(id);
        if (known != null) {
            return stored(known);
        }
        if (SavedRun.count("owner", owner) >= MOST) {
            throw new TooLargeException(
                    "You have saved " + MOST + " runs, which is the most. Delete some at /steer/runs.");
        }
        writes.count(owner);
        SavedRun run = new SavedRun();
        run.id = id;
        run.owner = owner;
        run.model = model;
        run.request = asked;
        run.result = told;
        run.version = version;
        run.arithmetic = precision;
        run.made = Instant.now();
        run.persist();
        return stored(run);
    }

    /**
     * A saved run.
     *
     * @throws NotFoundException if there is none with this id
     */
    @Transactional
    public StoredRun find(String id) {
        return stored(entity(id));
    }

    /**
     * What an owner saved of a model, without what came of it, which may be long.
     *
     * @param most how many at most, the last one first
     */
    @Transactional
    List<Settings> settings(String owner, String model, int most) {
        return SavedRun.find("owner = ?1 and model = ?2 order by made desc, id", owner, model)
                .page(0, most)
                .project(Stored.class)
                .list()
                .stream()
                .map(stored -> new Settings(
                        stored.id(),
                        request(stored.id(), stored.request()),
                        stored.made().toString()))
                .toList();
    }

    /**
     * The settings of a saved run.
     *
     * @param id last part of its address
     * @param made when it was saved, ISO-8601
     */
    record Settings(String id, SteerRequest request, String made) {}

    /** The columns that {@link Settings} are made of; components are named as the entity's fields. */
    record Stored(String id, String request, Instant made) {}

    /** Whether a run is somebody's. */
    @Transactional
    boolean belongs(String id, String owner) {
        return SavedRun.count("id = ?1 and owner = ?2", id, owner) > 0;
    }

    /**
     * Deletes a run.
     *
     * @throws NotFoundException if there is none with this id
     * @throws ForbiddenException if it is not the owner's
     */
    @Transactional
    void delete(String owner, String id) {
        SavedRun run = entity(id);
        if (!run.owner.equals(owner)) {
            throw new ForbiddenException("Run " + id + " was saved in another browser: only that one can delete it.");
        }
        run.delete();
    }

    private static SavedRun entity(String id) {
        return SavedRun.<SavedRun>findByIdOptional(id)
                .orElseThrow(() -> new NotFoundException("No saved run '" + id + "' here: it may have been deleted."));
    }

    @Override
    public String kind() {
        return "steered runs";
    }

    /** Runs that an owner saved, the last one first. */
    @Override
    @Transactional
    public List<StoredRun> of(String owner) {
        return SavedRun.<SavedRun>list("owner = ?1 order by made desc, id", owner).stream()
                .map(SavedRuns::stored)
                .toList();
    }

    @Override
    @Transactional
    public void remove(String owner) {
        SavedRun.delete("owner", owner);
    }

    private static StoredRun stored(SavedRun run) {
        return new StoredRun(
                run.id,
                run.model,
                request(run.id, run.request),
                read(run.id, run.result, LabResult.class),
                run.version,
                run.arithmetic,
                run.made.toString());
    }

    private static SteerRequest request(String id, String json) {
        return read(id, json, SteerRequest.class);
    }

    private static <T> T read(String id, String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Run " + id + " in the database cannot be read", e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A run that cannot be written", e);
        }
    }

    private static String ids(LabResult result) {
        return result.sides().stream()
                .map(side -> side.places().stream()
                        .map(place -> Integer.toString(place.id()))
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining(";"));
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
