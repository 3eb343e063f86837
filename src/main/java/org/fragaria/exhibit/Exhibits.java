package org.fragaria.exhibit;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.OutboundSseEvent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Multi;

import org.fragaria.account.WriteLimit;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.engine.Variant;
import org.fragaria.intervention.Intervention;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.Interventions.Running;
import org.fragaria.steering.Openings;
import org.fragaria.steering.SideBySide;
import org.fragaria.steering.SteerPage;
import org.fragaria.steering.SteerRequest;

/** Runs demos that people made, as often as their makers allow. Safe for any number of threads. */
@ApplicationScoped
class Exhibits {

    private static final int DEMOS = 1000;

    @Inject
    Interventions interventions;

    @Inject
    Openings openings;

    @Inject
    SideBySide runner;

    private final Cache<String, WriteLimit> limits =
            Caffeine.newBuilder().maximumSize(DEMOS).build();

    /** A run that the model can do. */
    private record Ready(Running running, GenerationRequest request) {}

    /** Checks that a demo can run: its features are here, and its prompts fit. */
    void check(DemoWords words) {
        ready(words.model(), words.run(), "check");
        Running running = interventions.running(words.model());
        words.allowed().choices().forEach(prompt -> running.live().encode("prompt", prompt));
    }

    private Ready ready(String model, SteerRequest run, String client) {
        Running running = interventions.running(model);
        Openings.Opening opening = openings.of(running, run);
        List<Intervention> changes = Interventions.applied(interventions.ready(model, run.changes()));
        GenerationRequest request = new GenerationRequest(
                opening.normal(),
                List.of(
                        Variant.of(List.of(), run.sampling()),
                        Variant.of(changes, run.sampling()).after(opening.steered())),
                run.length(),
                true,
                run.stops(),
                0,
                client);
        return new Ready(running, request);
    }

    /**
     * Runs to the end.
     *
     * @param visitor who asks, by network address
     * @throws org.fragaria.problem.TooManyException if the visitor has run it too often within an hour
     */
    SteerPage.Result run(StoredDemo demo, SteerRequest run, String visitor) {
        Ready ready = ready(demo.words().model(), run, visitor);
        count(demo, visitor);
        return runner.run(
                ready.running().engine(), ready.request(), ready.running().texts());
    }

    /** The same token by token. */
    Multi<OutboundSseEvent> stream(StoredDemo demo, SteerRequest run, String visitor) {
        Ready ready = ready(demo.words().model(), run, visitor);
        count(demo, visitor);
        return runner.stream(
                ready.running().engine(), ready.request(), ready.running().texts(), demo.path() + "/events");
    }

    private void count(StoredDemo demo, String visitor) {
        int perHour = demo.words().limit();
        limits.get(
                        demo.name() + "/" + perHour,
                        unseen -> new WriteLimit(
                                "runs of this demo", "perHour of the demo", perHour, System::currentTimeMillis))
                .count(visitor);
    }
}
