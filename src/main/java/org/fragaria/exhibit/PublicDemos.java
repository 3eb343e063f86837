package org.fragaria.exhibit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.account.Belongings;
import org.fragaria.account.Writes;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.ForbiddenException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

/** The demos in the database. Each call is one transaction; safe for any number of threads. */
@ApplicationScoped
class PublicDemos implements Belongings {

    private static final int SHOWN = 200;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Inject
    Writes writes;

    @Inject
    ExhibitConfig config;

    /**
     * Makes a demo.
     *
     * @throws ConflictException if there is one of this name
     * @throws TooLargeException if the owner has as many as there can be, or it is too long
     */
    @Transactional
    StoredDemo add(String owner, String name, DemoWords words) {
        if (PublicDemo.findById(name) != null) {
            throw new ConflictException("There is a demo '" + name + "' already: choose another name.");
        }
        if (PublicDemo.count("owner", owner) >= config.mostDemos()) {
            throw new TooLargeException("You have made " + config.mostDemos()
                    + " demos, which is the most (fragaria.exhibit.most-demos). Delete some.");
        }
        writes.count(owner);
        PublicDemo demo = new PublicDemo();
        demo.name = name;
        demo.owner = owner;
        demo.created = Instant.now();
        put(demo, words);
        demo.persist();
        return stored(demo);
    }

    /**
     * Says something else of a demo.
     *
     * @throws NotFoundException if there is none of this name
     * @throws ForbiddenException if it is not the owner's
     */
    @Transactional
    StoredDemo change(String owner, String name, DemoWords words) {
        PublicDemo demo = own(owner, name);
        writes.count(owner);
        put(demo, words);
        return stored(demo);
    }

    /**
     * Deletes a demo.
     *
     * @throws NotFoundException if there is none of this name
     * @throws ForbiddenException if it is not the owner's
     */
    @Transactional
    void delete(String owner, String name) {
        own(owner, name).delete();
    }

    private static PublicDemo own(String owner, String name) {
        PublicDemo demo = PublicDemo.<PublicDemo>findByIdOptional(name).orElseThrow(() -> unknown(name));
        if (!demo.owner.equals(owner)) {
            throw new ForbiddenException(
                    "The demo '" + name + "' was made in another browser: only that one can change it.");
        }
        return demo;
    }

    private static NotFoundException unknown(String name) {
        return new NotFoundException(
                "No demo '" + name + "': there are strawberry, french and liar where the shipped demo"
                        + " is, and those that /demos lists.");
    }

    /** Whether there is a demo of this name. */
    @Transactional
    boolean exists(String name) {
        return PublicDemo.findById(name) != null;
    }

    /**
     * A demo that is on, or one's own.
     *
     * @throws NotFoundException if there is none of this name, or it is switched off
     */
    @Transactional
    StoredDemo get(String name, Optional<String> owner) {
        return PublicDemo.<PublicDemo>findByIdOptional(name)
                .filter(demo -> demo.shown || owner.filter(demo.owner::equals).isPresent())
                .map(PublicDemos::stored)
                .orElseThrow(() -> unknown(name));
    }

    /** Demos that are on, those changed last first. */
    @Transactional
    List<StoredDemo> shown() {
        return PublicDemo.<PublicDemo>find("shown = true order by changed desc, name").page(0, SHOWN).list().stream()
                .map(PublicDemos::stored)
                .toList();
    }

    @Override
    public String kind() {
        return "demos";
    }

    @Override
    @Transactional
    public List<StoredDemo> of(String owner) {
        return PublicDemo.<PublicDemo>list("owner = ?1 order by changed desc, name", owner).stream()
                .map(PublicDemos::stored)
                .toList();
    }

    @Override
    @Transactional
    public void remove(String owner) {
        PublicDemo.delete("owner", owner);
    }

    private static void put(PublicDemo demo, DemoWords words) {
        try {
            String json = JSON.writeValueAsString(words);
            if (json.length() > PublicDemo.LONGEST) {
                throw new TooLargeException("The demo has " + json.length() + " characters with its run: at most "
                        + PublicDemo.LONGEST + ".");
            }
            demo.words = json;
            demo.shown = words.shown();
            demo.changed = Instant.now();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A demo that cannot be written", e);
        }
    }

    private static StoredDemo stored(PublicDemo demo) {
        try {
            return new StoredDemo(
                    demo.name, demo.owner, JSON.readValue(demo.words, DemoWords.class), demo.changed.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Demo " + demo.name + " in the database cannot be read", e);
        }
    }
}
