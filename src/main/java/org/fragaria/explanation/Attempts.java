package org.fragaria.explanation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.explanation.ExplanationAttempt.State;
import org.fragaria.explanation.automatic.Exam;
import org.fragaria.explanation.automatic.Method;
import org.fragaria.explanation.automatic.NoAnswerException;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.NotFoundException;

/**
 * The work for the language model in the background. An attempt is stored before anybody begins it; a few run at a time.
 * A server says every few seconds which attempts it is at. One whose server fell silent, because it was killed, is taken up
 * by the next server that looks, within a minute, and goes on after what was stored. Lives as long as the server; safe for
 * any number of threads.
 */
@ApplicationScoped
class Attempts {

    private static final Logger LOG = Logger.getLogger(Attempts.class);
    /** Many times as long as between two signs of life; servers on one database need clocks that agree within half of it. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(45);

    private static final Duration KEPT = Duration.ofDays(7);
    private static final long LOOK_EVERY_SECONDS = 5;
    private static final String OPEN = "(state = 'WAITING' or state = 'RUNNING')";

    @Inject
    ExplanationConfig config;

    @Inject
    Explainer explainer;

    @Inject
    ExplanationStore store;

    /** Ids of the attempts that this server is at. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("attempts").factory());

    void start(@Observes StartupEvent event) {
        if (explainer.available() && config.background()) {
            watch.scheduleWithFixedDelay(this::look, 1, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
        workers.shutdownNow();
    }

    /**
     * Asks for an explanation and its scores, or for scores of one that exists.
     *
     * @param explanation the one to score; null if it is to be written
     */
    ExplanationAttempt ask(
            FeatureAddress feature,
            @Nullable Method method,
            List<Exam> exams,
            @Nullable String explanation,
            @Nullable String owner) {
        explainer.require();
        ExplanationAttempt attempt = new ExplanationAttempt();
        attempt.id = ExplanationStore.newId();
        attempt.model = feature.model();
        attempt.source = feature.source();
        attempt.feature = feature.index();
        attempt.method = method == null ? "" : method.id();
        attempt.scores = String.join(",", exams.stream().map(Exam::id).toList());
        attempt.explanation = explanation;
        attempt.total = total(attempt);
        attempt.note = "Waits for its turn.";
        attempt.owner = owner;
        attempt.made = Instant.now();
        attempt.leased = attempt.made;
        QuarkusTransaction.requiringNew().run(attempt::persist);
        watch.execute(this::look);
        return attempt;
    }

    /** The attempt with an id. */
    ExplanationAttempt find(String id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ExplanationAttempt.<ExplanationAttempt>findByIdOptional(id))
                .orElseThrow(() -> new NotFoundException("No attempt '" + id + "': it ended more than " + KEPT.toDays()
                        + " days ago, or the address is misspelt."));
    }

    /** The newest attempts for a feature. */
    List<ExplanationAttempt> of(FeatureAddress feature, int most) {
        return QuarkusTransaction.requiringNew().call(() -> ExplanationAttempt.<ExplanationAttempt>find(
                        "model = ?1 and source = ?2 and feature = ?3 order by made desc",
                        feature.model(),
                        feature.source(),
                        feature.index())
                .page(0, most)
                .list());
    }

    /** Stops an attempt after the question that it is waiting for; does nothing to one that has ended. */
    void cancel(String id) {
        find(id);
        QuarkusTransaction.requiringNew()
                .run(() -> ExplanationAttempt.update(
                        "state = 'CANCELLED', note = 'It was cancelled.' where id = ?1 and " + OPEN, id));
    }

    /** Begins what waits, as far as there is room. */
    private void look() {
        try {
            QuarkusTransaction.requiringNew()
                    .run(() -> ExplanationAttempt.delete(
                            "made < ?1 and not " + OPEN, Instant.now().minus(KEPT)));
            renew();
            while (running.size() < config.atOnce()) {
                Optional<ExplanationAttempt> next = claim();
                if (next.isEmpty()) {
                    return;
                }
                running.add(next.get().id);
                workers.execute(() -> work(next.get()));
            }
        } catch (RuntimeException e) {
            LOG.error("Attempts could not be read from the database.", e);
        }
    }

    /** Says that this server lives and is at its attempts, however long an answer of the language model takes. */
    private void renew() {
        List<String> own = List.copyOf(running);
        if (!own.isEmpty()) {
            QuarkusTransaction.requiringNew()
                    .run(() -> ExplanationAttempt.update(
                            "leased = ?1 where id in ?2 and state = 'RUNNING'", Instant.now(), own));
        }
    }

    /** Takes one that waits, or whose server has died; of several servers one gets it. */
    private static Optional<ExplanationAttempt> claim() {
        Instant dead = Instant.now().minus(DEAD_AFTER);
        return QuarkusTransaction.requiringNew().call(() -> {
            List<ExplanationAttempt> waiting = ExplanationAttempt.<ExplanationAttempt>find(
                            "state = 'WAITING' or (state = 'RUNNING' and leased < ?1) order by made", dead)
                    .page(0, 1)
                    .list();
            for (ExplanationAttempt one : waiting) {
                int taken = ExplanationAttempt.update(
                        "state = 'RUNNING', leased = ?1 where id = ?2 and (state = 'WAITING' or leased < ?3)",
                        Instant.now(),
                        one.id,
                        dead);
                if (taken == 1) {
                    return Optional.of(one);
                }
            }
            return Optional.empty();
        });
    }

    private void work(ExplanationAttempt attempt) {
        try {
            run(attempt);
        } catch (NoAnswerException | FragariaException e) {
            end(attempt, State.FAILED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.errorf(e, "Attempt %s failed", attempt.id);
            end(attempt, State.FAILED, "This is a mistake of the program; it is in the server's log.");
        } finally {
            running.remove(attempt.id);
            if (!watch.isShutdown()) {
                watch.execute(this::look);
            }
        }
    }

    private void run(ExplanationAttempt attempt) throws NoAnswerException {
        Explanation one = explanation(attempt);
        int before = attempt.method.isEmpty() ? 0 : 1;
        String failures = "";
        for (String name : attempt.exams()) {
            Exam exam = Exam.named(name);
            if (!attempt.method.isEmpty() && explainer.isScored(one.id, exam)) {
                continue; // done before a server stopped
            }
            if (!goesOn(attempt, before, "Scores by " + name + ".")) {
                return;
            }
            int base = before;
            Optional<String> failure = explainer.score(
                    one,
                    exam,
                    (done, of) -> goesOn(attempt, base + done, "Scores by " + name + "."),
                    () -> !isRunning(attempt));
            before += Exam.mostQuestions();
            failures += failure.map(why -> " No score by " + name + ": " + why).orElse("");
        }
        end(attempt, failures.isEmpty() ? State.DONE : State.FAILED, failures.isEmpty() ? "Done." : failures.strip());
    }

    private Explanation explanation(ExplanationAttempt attempt) throws NoAnswerException {
        String id = attempt.explanation;
        if (id != null) {
            return store.find(id).orElseThrow(() -> ExplanationStore.missing(id));
        }
        goesOn(attempt, 0, "Asks " + explainer.model() + " for an explanation.");
        Explanation one = explainer.explain(attempt.address(), Method.named(attempt.method), attempt.owner);
        QuarkusTransaction.requiringNew()
                .run(() -> ExplanationAttempt.update("explanation = ?1 where id = ?2", one.id, attempt.id));
        return one;
    }

    /** Says how far it is; false if it was cancelled. */
    private static boolean goesOn(ExplanationAttempt attempt, int done, String note) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ExplanationAttempt.update(
                                "done = ?1, note = ?2 where id = ?3 and state = 'RUNNING'",
                                Math.min(done, attempt.total),
                                note,
                                attempt.id)
                        == 1);
    }

    private static boolean isRunning(ExplanationAttempt attempt) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ExplanationAttempt.count("id = ?1 and state = 'RUNNING'", attempt.id) == 1);
    }

    private static void end(ExplanationAttempt attempt, State state, String note) {
        QuarkusTransaction.requiringNew()
                .run(() -> ExplanationAttempt.update(
                        "state = ?1, note = ?2" + (state == State.DONE ? ", done = total" : "")
                                + " where id = ?3 and state = 'RUNNING'",
                        state,
                        Explainer.cut(note),
                        attempt.id));
    }

    private static int total(ExplanationAttempt attempt) {
        int written = attempt.method.isEmpty() ? 0 : 1;
        return written + attempt.exams().size() * Exam.mostQuestions();
    }
}
