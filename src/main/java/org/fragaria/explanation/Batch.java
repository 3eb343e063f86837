package org.fragaria.explanation;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.arc.Unremovable;

import org.fragaria.explanation.automatic.Exam;
import org.fragaria.explanation.automatic.Method;
import org.fragaria.explanation.automatic.NoAnswerException;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;

/**
 * Explains many features of a source, one after another, a few at a time. What is stored is the state: run again, it goes
 * on with what is missing, and tries again what failed. For the command line.
 */
@ApplicationScoped
@Unremovable
public class Batch {

    /** Failures in a row after which there is no use in going on: a key that is refused is refused for all. */
    private static final int ENOUGH = 5;

    @Inject
    Explainer explainer;

    @Inject
    ExplanationConfig config;

    @Inject
    Shelf shelf;

    /**
     * What to do.
     *
     * @param source the source
     * @param method how explanations are asked for
     * @param exams how they are scored
     * @param first number of the first feature
     * @param last number of the last feature, itself included; more than there are means all
     */
    public record Request(SourceAddress source, Method method, List<Exam> exams, int first, int last) {}

    /** Is told how far it is, and says whether to stop. Called from several threads. */
    public interface Observer {
        /** A feature is done. */
        void done(int features, int of, int failures);

        /** Something did not work out for a feature. */
        void failed(FeatureAddress feature, String why);

        /** Whether to stop after the questions that are being asked. */
        boolean cancelled();
    }

    /**
     * How it ended.
     *
     * @param features features that were gone through
     * @param of live features that were to be gone through
     * @param failures features of which an explanation or a score is missing
     */
    public record Outcome(int features, int of, int failures) {}

    /**
     * Runs to the end, or until it is cancelled or nothing works any more.
     *
     * @throws InvalidException if the range is empty
     * @throws FragariaException if there is no such source, or no language model is configured
     */
    public Outcome run(Request request, Observer observer) throws InterruptedException {
        explainer.require();
        List<FeatureAddress> features = live(request);
        Run run = new Run(request, observer, features.size());
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger next = new AtomicInteger();
            for (int worker = 0; worker < Math.max(1, config.atOnce()); worker++) {
                workers.execute(() -> {
                    for (int i = next.getAndIncrement();
                            i < features.size() && run.goesOn();
                            i = next.getAndIncrement()) {
                        run.explain(features.get(i));
                    }
                });
            }
            workers.shutdown();
            workers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
        return new Outcome(run.done.get(), features.size(), run.failures.get());
    }

    private List<FeatureAddress> live(Request request) {
        SourceAddress source = request.source();
        try (OpenSource open = shelf.borrow(source.model(), source.source())) {
            int last = Math.min(request.last(), open.features().size() - 1);
            if (request.first() < 0 || request.first() > last) {
                throw new InvalidException("Features " + request.first() + "-" + request.last() + ": " + source
                        + " has features 0 to " + (open.features().size() - 1) + ".");
            }
            return IntStream.rangeClosed(request.first(), last)
                    .filter(index -> open.features().row(index).map(Row::max).orElse(0f) > 0)
                    .mapToObj(index -> new FeatureAddress(source.model(), source.source(), index))
                    .toList();
        }
    }

    /** The counts of one run; safe for any number of threads. */
    private final class Run {

        private final Request request;
        private final Observer observer;
        private final int of;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger inARow = new AtomicInteger();

        Run(Request request, Observer observer, int of) {
            this.request = request;
            this.observer = observer;
            this.of = of;
        }

        boolean goesOn() {
            return !observer.cancelled() && inARow.get() < ENOUGH;
        }

        void explain(FeatureAddress feature) {
            boolean worked;
            try {
                worked = complete(feature);
            } catch (NoAnswerException | FragariaException e) {
                observer.failed(feature, String.valueOf(e.getMessage()));
                worked = false;
            }
            if (observer.cancelled()) {
                return;
            }
            boolean succeeded = worked;
            failures.addAndGet(succeeded ? 0 : 1);
            inARow.updateAndGet(before -> succeeded ? 0 : before + 1);
            observer.done(done.incrementAndGet(), of, failures.get());
        }

        private boolean complete(FeatureAddress feature) throws NoAnswerException {
            Explanation one = explainer.explain(feature, request.method(), null);
            boolean whole = true;
            for (Exam exam : request.exams()) {
                if (!observer.cancelled() && !explainer.isScored(one.id, exam)) {
                    var failure = explainer.score(one, exam, (answered, all) -> {}, observer::cancelled);
                    failure.ifPresent(why -> observer.failed(feature, "no score by " + exam.id() + ": " + why));
                    whole &= failure.isEmpty();
                }
            }
            return whole;
        }
    }
}
