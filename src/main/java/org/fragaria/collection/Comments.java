package org.fragaria.collection;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import org.fragaria.account.Belongings;
import org.fragaria.account.Writes;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.problem.ForbiddenException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.TooLargeException;

/** The comments in the database. Each call is one transaction; safe for any number of threads. */
@ApplicationScoped
class Comments implements Belongings {

    private static final int LEAST = 5;
    private static final int MOST = 1024;
    private static final int NAME = 60;

    @Inject
    RemarksInMemory remarks;

    @Inject
    Writes writes;

    /**
     * A comment of one's own.
     *
     * @param written ISO-8601
     */
    record Own(String id, FeatureAddress feature, String text, String name, String written) {}

    /**
     * Says something about a feature; returns the comment's id.
     *
     * @param text 5..1,024 characters
     * @param name what its writer wants to be called, at most 60 characters; null or empty for none
     * @throws InvalidException if it is too short
     * @throws TooLargeException if it is too long
     * @throws org.fragaria.problem.TooManyException if the owner has written too much within an hour
     */
    @Transactional
    String add(String owner, FeatureAddress feature, @Nullable String text, @Nullable String name) {
        FeatureComment comment = new FeatureComment();
        comment.id = Lists.newId();
        comment.owner = owner;
        comment.model = feature.model();
        comment.source = feature.source();
        comment.feature = feature.index();
        comment.text = Texts.read("text", text, LEAST, MOST);
        comment.writer = Texts.read("name", name, 0, NAME).replace('\n', ' ');
        comment.written = Instant.now();
        writes.count(owner);
        comment.persist();
        remarks.changed();
        return comment.id;
    }

    /**
     * Deletes a comment; returns the feature that it was about.
     *
     * @throws NotFoundException if there is none with this id
     * @throws ForbiddenException if it is not the owner's
     */
    @Transactional
    FeatureAddress delete(String owner, String id) {
        FeatureComment comment = FeatureComment.<FeatureComment>findByIdOptional(id)
                .orElseThrow(() -> new NotFoundException("No comment '" + id + "' here: it may have been deleted."));
        if (!comment.owner.equals(owner)) {
            throw new ForbiddenException(
                    "This comment was written in another browser, and only there can it be deleted:"
                            + " take that browser's key on /account.");
        }
        comment.delete();
        remarks.changed();
        return comment.address();
    }

    @Override
    public String kind() {
        return "comments";
    }

    @Override
    @Transactional
    public List<Own> of(String owner) {
        return FeatureComment.<FeatureComment>list("owner = ?1 order by written desc, id", owner).stream()
                .map(comment -> new Own(
                        comment.id, comment.address(), comment.text, comment.writer, comment.written.toString()))
                .toList();
    }

    @Override
    @Transactional
    public void remove(String owner) {
        FeatureComment.delete("owner", owner);
        remarks.changed();
    }
}
