package org.fragaria.explanation;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.problem.ConflictException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * Writes labels, votes and scores. Every write is one transaction, after which memory is brought up to date and the house
 * is told; whoever reads next, reads the new state. Safe for any number of threads.
 */
@ApplicationScoped
class ExplanationStore {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;

    /** Labels that one feature can have: nobody reads more, and pages stay small. */
    static final int MOST_PER_FEATURE = 50;

    @Inject
    EntityManager database;

    @Inject
    StoredLabels labels;

    /** An id that nobody can guess, for addresses. */
    static String newId() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Stores a new label.
     *
     * @param text as {@link LabelText} returned it
     * @param owner digest of the writer's key; null if the command line wrote it
     * @throws ConflictException if the feature has as many labels as it can have, or this very one
     */
    Explanation write(
            FeatureAddress feature, String text, String method, @Nullable String author, @Nullable String owner) {
        Explanation written = change(() -> {
            requireRoom(feature, text, method);
            Explanation one = new Explanation();
            one.id = newId();
            one.model = feature.model();
            one.source = feature.source();
            one.feature = feature.index();
            one.text = text;
            one.method = method;
            one.author = author;
            one.owner = owner;
            one.made = Instant.now();
            one.updated = one.made;
            one.persist();
            return one;
        });
        labels.refresh(feature);
        return written;
    }

    private static void requireRoom(FeatureAddress feature, String text, String method) {
        var there = Explanation.of(feature);
        if (there.size() >= MOST_PER_FEATURE) {
            throw new ConflictException("Feature " + feature + " has " + there.size()
                    + " labels, and that is as many as it can have: vote for the best one instead.");
        }
        if (there.stream().anyMatch(one -> one.method.equals(method) && one.text.equals(text))) {
            throw new ConflictException(
                    "Feature " + feature + " has this very label already: vote for it instead of writing it again.");
        }
    }

    /** An explanation by its id. */
    Optional<Explanation> find(String id) {
        return QuarkusTransaction.requiringNew().call(() -> Explanation.findByIdOptional(id));
    }

    /**
     * Changes the text of a label that a person wrote. Its scores go: they were of another text.
     *
     * @throws NotFoundException if there is none with this id
     * @throws InvalidException if it is not the visitor's, or a model wrote it
     */
    void edit(String id, String text, @Nullable String author, String visitor) {
        touch(id, visitor, one -> {
            if (!one.method.equals(Standing.HUMAN)) {
                throw new InvalidException("A language model wrote this label, so its words stay as they are: "
                        + "delete it, or write one of your own.");
            }
            if (!one.text.equals(text)) {
                ExplanationScore.delete("explanation", id);
            }
            one.text = text;
            one.author = author;
            one.updated = Instant.now();
        });
    }

    /**
     * Deletes a label with its votes and scores.
     *
     * @throws NotFoundException if there is none with this id
     * @throws InvalidException if it is not the visitor's
     */
    void delete(String id, String visitor) {
        touch(id, visitor, one -> {
            ExplanationScore.delete("explanation", id);
            ExplanationVote.delete("explanation", id);
            one.delete();
        });
    }

    private void touch(String id, String visitor, Consumer<Explanation> what) {
        FeatureAddress feature = change(() -> {
            Explanation one = existing(id);
            if (!one.isOf(visitor)) {
                throw new InvalidException("This label was not written from this browser, so it cannot be changed from"
                        + " it. Vote on it, or write a better one.");
            }
            what.accept(one);
            return one.address();
        });
        labels.refresh(feature);
    }

    /**
     * Sets a visitor's vote on a label, whatever it was before.
     *
     * @param points +1, −1, or 0 to take it back
     * @throws NotFoundException if there is no such label
     */
    Explanation vote(String id, int points, String visitor) {
        Explanation voted = change(() -> {
            Explanation one = existing(id);
            if (points == 0) {
                ExplanationVote.delete("explanation = ?1 and owner = ?2", id, visitor);
                return one;
            }
            ExplanationVote vote = ExplanationVote.of(id, visitor).orElseGet(() -> cast(id, visitor));
            vote.points = points;
            vote.persist();
            return one;
        });
        labels.refresh(voted.address());
        return voted;
    }

    private static ExplanationVote cast(String id, String visitor) {
        ExplanationVote vote = new ExplanationVote();
        vote.explanation = id;
        vote.owner = visitor;
        return vote;
    }

    /**
     * Stores a score, or the reason why there is none.
     *
     * @return false if the label has been deleted meanwhile
     */
    boolean score(ExplanationScore score) {
        Optional<FeatureAddress> feature = change(() -> {
            Optional<Explanation> one = Explanation.findByIdOptional(score.explanation);
            one.ifPresent(present -> score.persist());
            return one.map(Explanation::address);
        });
        feature.ifPresent(labels::refresh);
        return feature.isPresent();
    }

    private static Explanation existing(String id) {
        return Explanation.<Explanation>findByIdOptional(id).orElseThrow(() -> missing(id));
    }

    static NotFoundException missing(String id) {
        return new NotFoundException("No explanation '" + id + "': it was deleted, or the address is misspelt.");
    }

    /** One transaction, counted in the revision; its row is also what makes writers take turns. */
    <T> T change(Supplier<T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            database.createNativeQuery("update ExplanationRevision set n = n + 1 where id = 1")
                    .executeUpdate();
            return work.get();
        });
    }
}
