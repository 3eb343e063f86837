package org.fragaria.lab;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.feature.TokenTexts;
import org.fragaria.intervention.Moved;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.Interventions.Ready;
import org.fragaria.steering.Interventions.Running;
import org.fragaria.steering.Openings;
import org.fragaria.steering.Openings.Opening;
import org.fragaria.steering.SideBySide;
import org.fragaria.steering.SteerRequest;

/**
 * Runs requests of the lab, and keeps the last results for a while: a run that was just read is saved, exported and looked
 * at place by place without running again. Safe for any number of threads.
 */
@ApplicationScoped
public class LabRunner {

    private static final int KEPT_TOKENS = 100_000;

    @Inject
    Interventions interventions;

    @Inject
    Openings openings;

    private final Cache<Key, LabResult> recent = Caffeine.newBuilder()
            .maximumWeight(KEPT_TOKENS)
            .weigher((Key key, LabResult result) -> result.sides().stream()
                            .mapToInt(side -> side.places().size())
                            .sum()
                    + 1)
            .expireAfterWrite(Duration.ofMinutes(30))
            .build();

    /** What a result depends on. */
    private record Key(String model, SteerRequest request) {}

    /**
     * A run that can start.
     *
     * @param running the model
     * @param ready the changes
     * @param opening what the texts go on from
     * @param request what the engine is asked for
     */
    public record Prepared(
            String model,
            SteerRequest asked,
            Running running,
            List<Ready> ready,
            Opening opening,
            GenerationRequest request) {}

    /** Hears of a run on the engine's thread; must not block. */
    public interface Listener {
        /** One more place of a text: 0 left alone, 1 steered, 2 told the wish in words. */
        void place(int side, int at, Place place);

        void ended(int side, String end);

        void done(LabResult result);

        void failed(RuntimeException failure);
    }

    /**
     * Makes a request ready.
     *
     * @param client who asks, for fairness between clients
     * @throws InvalidException if it has no prompt, or a change is out of range
     * @throws FragariaException if the model or a feature is not here, or cannot be run
     */
    public Prepared prepare(String model, SteerRequest asked, String client) {
        Running running = interventions.running(model);
        List<Ready> ready = interventions.ready(model, asked.changes());
        Opening opening = openings.of(running, asked);
        GenerationRequest request = new GenerationRequest(
                opening.normal(),
                LabWriting.rows(opening, Interventions.applied(ready), asked.sampling()),
                asked.length(),
                true,
                asked.stops(),
                LabResult.ALTERNATIVES,
                client);
        return new Prepared(model, asked, running, ready, opening, request);
    }

    /** Starts a run; cancelling the handle frees its rows. */
    public Generation start(Prepared run, Listener listener) {
        return run.running().engine().submit(run.request(), new Ear(run, listener));
    }

    /** The result of the same request, if it is still here. */
    @Nullable
    LabResult recent(String model, SteerRequest request) {
        return recent.getIfPresent(new Key(model, request));
    }

    /**
     * Runs to the end, or answers what the same request gave a moment ago.
     *
     * @throws UnavailableException if it takes too long or the server stops
     */
    LabResult run(String model, SteerRequest request, String client) {
        LabResult known = recent(model, request);
        return known == null ? again(model, request, client) : known;
    }

    /** Runs to the end, whatever is known. */
    LabResult again(String model, SteerRequest request, String client) {
        return again(prepare(model, request, client));
    }

    /** As {@link #run(String, SteerRequest, String)}, of a run that is ready. */
    public LabResult run(Prepared run) {
        LabResult known = recent(run.model(), run.asked());
        return known == null ? again(run) : known;
    }

    private LabResult again(Prepared run) {
        LabResult[] found = new LabResult[1];
        SideBySide.await(start(run, new Listener() {
            @Override
            public void place(int side, int at, Place place) {}

            @Override
            public void ended(int side, String end) {}

            @Override
            public void done(LabResult result) {
                found[0] = result;
            }

            @Override
            public void failed(RuntimeException failure) {}
        }));
        return found[0];
    }

    /** Between the engine and whoever listens. */
    private final class Ear implements GenerationListener {
        private final Prepared run;
        private final Listener listener;
        private final LabWriting writing;

        Ear(Prepared run, Listener listener) {
            this.run = run;
            this.listener = listener;
            TokenTexts texts = run.running().texts();
            writing = new LabWriting(texts, run.opening());
        }

        @Override
        public void token(int variant, int position, int id, float logProbability) {
            writing.token(variant, id, logProbability);
        }

        @Override
        public void detail(int variant, int position, Detail detail) {
            Place place = writing.detail(variant, detail);
            if (place != null) {
                int side = writing.sideOf(variant);
                listener.place(side, writing.length(side) - 1, place);
            }
        }

        @Override
        public boolean asksHowFar() {
            return true;
        }

        @Override
        public void moved(int variant, List<Moved.At> places) {
            writing.moved(variant, places);
        }

        @Override
        public void ended(int variant, End end) {
            if (writing.ended(variant, end)) {
                listener.ended(writing.sideOf(variant), org.fragaria.web.Parameters.word(end));
            }
        }

        @Override
        public void done() {
            LabResult result = writing.result();
            if (!writing.cancelled()) {
                recent.put(new Key(run.model(), run.asked()), result);
            }
            listener.done(result);
        }

        @Override
        public void failed(RuntimeException failure) {
            listener.failed(failure);
        }
    }
}
