package org.fragaria.vector;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.account.Belongings;
import org.fragaria.account.Writes;
import org.fragaria.model.Address;
import org.fragaria.problem.ForbiddenException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

/** The vectors in the database, and those that come with the server. Each call is one transaction; safe for any number of threads. */
@ApplicationScoped
public class Vectors implements Belongings {

    private static final int MOST = 200;
    private static final int SHOWN = 200;

    @Inject
    Writes writes;

    @Inject
    ObjectMapper json;

    @Inject
    @Any
    Instance<GivenVectors> given;

    /**
     * A vector of a model.
     *
     * @throws NotFoundException if the model has none of this id
     */
    @Transactional
    public StoredVector get(String model, String id) {
        return given(model).filter(vector -> vector.id().equals(id)).findFirst().orElseGet(() -> read(find(model, id)));
    }

    private Stream<StoredVector> given(String model) {
        return given.stream().flatMap(some -> some.of(model).stream());
    }

    /** Vectors of a model that an owner made, the newest first. */
    @Transactional
    public List<StoredVector> mine(String model, String owner) {
        return SteeringVector.<SteeringVector>list("owner = ?1 and model = ?2 order by made desc, id", owner, model)
                .stream()
                .map(this::read)
                .toList();
    }

    /** Vectors of a model that come with the server, then those that their makers show to everybody, the newest first. */
    @Transactional
    public List<StoredVector> listed(String model) {
        List<SteeringVector> shown = SteeringVector.<SteeringVector>find(
                        "model = ?1 and listed = true order by made desc, id", model)
                .page(0, SHOWN)
                .list();
        return Stream.concat(given(model), shown.stream().map(this::read)).toList();
    }

    /**
     * Stores a vector. The same numbers at the same place are one vector, which stays as its first maker called it.
     *
     * @throws TooLargeException if the owner has as many as there can be
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    StoredVector add(String owner, NewVector made) {
        String id = made.id();
        Optional<SteeringVector> there = SteeringVector.findByIdOptional(id);
        if (there.isPresent()) {
            return read(there.get());
        }
        if (SteeringVector.count("owner", owner) >= MOST) {
            throw new TooLargeException("You have " + MOST + " vectors, which is the most. Delete some.");
        }
        writes.count(owner);
        SteeringVector vector = new SteeringVector();
        vector.id = id;
        vector.owner = owner;
        vector.model = made.model();
        vector.address = made.address().toString();
        vector.title = made.title();
        vector.listed = made.listed();
        vector.numbers = StoredVector.encoded(made.values());
        vector.contrast = made.contrast() == null ? "" : written(made.contrast());
        vector.made = Instant.now();
        vector.persist();
        return read(vector);
    }

    /**
     * Deletes a vector; runs that were made with it cannot be repeated then.
     *
     * @throws ForbiddenException if it is not the owner's, or comes with the server
     */
    @Transactional
    void delete(String owner, String model, String id) {
        if (given(model).anyMatch(vector -> vector.id().equals(id))) {
            throw new ForbiddenException("Vector " + id + " comes with this server: nobody can delete it.");
        }
        SteeringVector vector = find(model, id);
        if (!vector.owner.equals(owner)) {
            throw new ForbiddenException("Vector " + id + " was made in another browser, which alone can delete it.");
        }
        vector.delete();
    }

    @Override
    public String kind() {
        return "vectors";
    }

    @Override
    @Transactional
    public List<StoredVector> of(String owner) {
        return SteeringVector.<SteeringVector>list("owner = ?1 order by made desc, id", owner).stream()
                .map(this::read)
                .toList();
    }

    @Override
    @Transactional
    public void remove(String owner) {
        SteeringVector.delete("owner", owner);
    }

    private static SteeringVector find(String model, String id) {
        return SteeringVector.<SteeringVector>findByIdOptional(id)
                .filter(vector -> vector.model.equals(model))
                .orElseThrow(() -> new NotFoundException("There is no vector '" + id + "' of " + model + ": /" + model
                        + "/vectors lists those there are."));
    }

    private StoredVector read(SteeringVector vector) {
        try {
            return new StoredVector(
                    vector.id,
                    vector.owner,
                    vector.model,
                    Address.parse(vector.address),
                    vector.title,
                    vector.listed,
                    StoredVector.decoded(vector.numbers),
                    vector.contrast.isEmpty() ? null : json.readValue(vector.contrast, Contrast.class),
                    vector.made.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database holds a broken contrast of vector " + vector.id, e);
        }
    }

    private String written(Contrast contrast) {
        try {
            return json.writeValueAsString(contrast);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
