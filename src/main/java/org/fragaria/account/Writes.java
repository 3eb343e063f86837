package org.fragaria.account;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Counts what each browser writes, in all rooms together, so that nobody floods the database. What makes nothing, as
 * deleting or moving, is not counted. Safe for any number of threads.
 */
@ApplicationScoped
public class Writes {

    private final WriteLimit limit;

    Writes(AccountConfig config) {
        limit = new WriteLimit(
                "labels, votes, comments, bookmarks, vectors and changes of lists from one browser",
                "fragaria.account.writes-per-hour",
                config.writesPerHour(),
                System::currentTimeMillis);
    }

    /**
     * Counts one more thing, which is about to be stored; last, after all that could refuse it.
     *
     * @throws org.fragaria.problem.TooManyException if the visitor has written too much within an hour
     */
    public void count(String owner) {
        limit.count(owner);
    }
}
