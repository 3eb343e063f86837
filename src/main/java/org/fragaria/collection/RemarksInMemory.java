package org.fragaria.collection;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Remarks;

/**
 * Knows from memory which features have remarks, and asks the database only for those. Looks again when this server
 * changes something, and every half minute for what others do that share the database. Lives as long as the server.
 */
@ApplicationScoped
class RemarksInMemory implements Remarks {

    private static final Logger LOG = Logger.getLogger(RemarksInMemory.class);
    private static final int LOOK_AGAIN_SECONDS = 30;

    @Inject
    EntityManager database;

    @Inject
    TransactionSynchronizationRegistry transaction;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("remarks").factory());

    private volatile Map<FeatureAddress, Long> stamps = Map.of();

    /** What there was to be seen at the last look; another one counts as a change. */
    private volatile Map<String, Instant> lists = Map.of();

    private final AtomicLong changes = new AtomicLong();

    void start(@Observes StartupEvent event) {
        load();
        watch.scheduleWithFixedDelay(this::load, LOOK_AGAIN_SECONDS, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
    }

    /** To be told within a transaction that changes a list or a comment: looks again once it is through. */
    void changed() {
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    refresh();
                }
            }
        });
    }

    /** On the thread of its own, which has no transaction; whoever changed something waits, so that the next page shows it. */
    private void refresh() {
        changes.incrementAndGet(); // also for what the next look cannot tell from what was there before
        try {
            watch.submit(this::load).get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("Remarks could not be read anew; the next look is in half a minute.", e);
        }
    }

    private void load() {
        try {
            QuarkusTransaction.requiringNew().run(this::look);
        } catch (RuntimeException e) {
            LOG.error("Remarks could not be read; showing those known before.", e);
        }
    }

    private void look() {
        Map<FeatureAddress, Long> said = read();
        Map<String, Instant> shown = listed();
        boolean changed = !said.equals(stamps) || !shown.equals(lists);
        stamps = said;
        lists = shown;
        if (changed) {
            changes.incrementAndGet();
        }
    }

    /** Lists that are shown to everybody, with when each was last changed. */
    private Map<String, Instant> listed() {
        return database.createQuery("select l.id, l.changed from FeatureList l where l.listed = true", Object[].class)
                .getResultStream()
                .collect(Collectors.toUnmodifiableMap(row -> (String) row[0], row -> (Instant) row[1]));
    }

    private Map<FeatureAddress, Long> read() {
        Map<FeatureAddress, Long> read = new HashMap<>();
        database.createQuery("select c.model, c.source, c.feature, c.id from FeatureComment c", Object[].class)
                .getResultStream()
                .forEach(row -> add(read, row, String.valueOf(row[3])));
        database.createQuery(
                        "select i.model, i.source, i.feature, l.id, l.name from ListItem i join i.list l"
                                + " where l.listed = true",
                        Object[].class)
                .getResultStream()
                .forEach(row -> add(read, row, row[3] + "\n" + row[4]));
        return Map.copyOf(read);
    }

    /** Sums hashes, so that the order does not matter; a sum of zero would mean silence. */
    private static void add(Map<FeatureAddress, Long> stamps, Object[] row, String what) {
        FeatureAddress address = new FeatureAddress((String) row[0], (String) row[1], (Integer) row[2]);
        long hash = 1;
        for (int i = 0; i < what.length(); i++) {
            hash = 1_000_003 * hash + what.charAt(i);
        }
        stamps.merge(address, hash == 0 ? 1 : hash, (a, b) -> a + b == 0 ? 1 : a + b);
    }

    @Override
    public long stamp(FeatureAddress feature) {
        return stamps.getOrDefault(feature, 0L);
    }

    @Override
    public long stamp() {
        return changes.get();
    }

    @Override
    @Transactional
    public Said of(FeatureAddress feature) {
        if (stamp(feature) == 0) {
            return Said.NOTHING;
        }
        List<Comment> comments = FeatureComment.<FeatureComment>list(
                        "model = ?1 and source = ?2 and feature = ?3 order by written, id",
                        feature.model(),
                        feature.source(),
                        feature.index())
                .stream()
                .map(FeatureComment::remark)
                .toList();
        return new Said(comments, lists(feature));
    }

    private List<InList> lists(FeatureAddress feature) {
        return database.createQuery(
                        "select l.id, l.name from ListItem i join i.list l where l.listed = true and i.model = :model"
                                + " and i.source = :source and i.feature = :feature order by l.changed desc",
                        Object[].class)
                .setParameter("model", feature.model())
                .setParameter("source", feature.source())
                .setParameter("feature", feature.index())
                .setMaxResults(50)
                .getResultStream()
                .map(row -> new InList((String) row[0], (String) row[1]))
                .toList();
    }

    /** When something was last said, for whoever shows what is new. */
    @Transactional
    List<Recent> recent(int limit) {
        return FeatureComment.<FeatureComment>find("order by written desc, id").page(0, limit).list().stream()
                .map(comment -> new Recent(comment.address(), comment.remark()))
                .toList();
    }
}
