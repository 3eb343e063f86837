package org.fragaria.experiment;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import org.jboss.logging.Logger;

import org.fragaria.problem.FragariaException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.web.Problem;

/** Tells how far an experiment is, as server-sent events; who goes away stops it. */
@ApplicationScoped
class Progress {

    private static final Logger LOG = Logger.getLogger(Progress.class);

    @Inject
    ObjectMapper json;

    @Inject
    Sse sse;

    /** How far it is: {@code done} of {@code all}. */
    record Step(int done, int all) {}

    /** An experiment that can be stopped and tells how much is done. */
    interface Work {
        Object run(BooleanSupplier stopped, IntConsumer done);
    }

    /**
     * Runs it on a thread of its own.
     *
     * @param instance the address asked for, for errors
     * @param all how much there is to do
     */
    Multi<OutboundSseEvent> stream(String instance, int all, Work work) {
        return Multi.createFrom().emitter(emitter -> Infrastructure.getDefaultExecutor()
                .execute(() -> run(emitter, instance, all, work)));
    }

    private void run(MultiEmitter<? super OutboundSseEvent> emitter, String instance, int all, Work work) {
        AtomicBoolean stopped = new AtomicBoolean();
        emitter.onTermination(() -> stopped.set(true));
        try {
            tell(emitter, "progress", new Step(0, all));
            tell(emitter, "done", work.run(stopped::get, done -> tell(emitter, "progress", new Step(done, all))));
        } catch (CancellationException e) {
            LOG.debugf("Stopped at %s: %s", instance, e.getMessage());
        } catch (FragariaException e) {
            tell(emitter, "error", Problem.of(e, instance));
        } catch (RuntimeException e) {
            LOG.error("An experiment failed at " + instance, e);
            tell(
                    emitter,
                    "error",
                    Problem.of(
                            new UnavailableException("The experiment failed; the server's log has more.", e),
                            instance));
        }
        emitter.complete();
    }

    private void tell(MultiEmitter<? super OutboundSseEvent> emitter, String name, Object event) {
        try {
            emitter.emit(sse.newEventBuilder()
                    .name(name)
                    .data(json.writeValueAsString(event))
                    .build());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event that cannot be written", e);
        }
    }
}
