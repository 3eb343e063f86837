package org.fragaria.lab;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.engine.Generation;
import org.fragaria.engine.Load;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.lab.LabRunner.Prepared;
import org.fragaria.live.LiveConfig;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Problem;

/**
 * A run as server-sent events: {@code start} (the address of the run and its changes), {@code queue} as long as it waits
 * ({@link QueueTeller.Standing}), {@code token} for each place of each text, {@code end} for each text, {@code done} with the
 * figures, or {@code error} with a problem. Closing the connection frees the rows. Safe for any number of threads.
 */
@ApplicationScoped
class LabEvents {

    private static final Logger LOG = Logger.getLogger(LabEvents.class);

    @Inject
    ObjectMapper json;

    @Inject
    Sse sse;

    @Inject
    LiveConfig live;

    /**
     * The run was accepted.
     *
     * @param link the page that shows the same
     * @param request the run
     * @param changes what is changed
     * @param waiting requests that wait for the model already
     * @param waitSeconds how long this one will probably wait
     * @param command the run as a command line
     */
    record StartEvent(
            String link,
            SteerRequest request,
            List<ChangeEvent> changes,
            int waiting,
            double waitSeconds,
            RunCommand command) {}

    /**
     * One change.
     *
     * @param words as in an address
     * @param raw strength in units of the feature's activation
     */
    record ChangeEvent(InterventionSpec spec, String words, double raw) {}

    /**
     * A place.
     *
     * @param text 0 for the default text, 1 for the steered one, 2 for that which answers the instruction
     * @param at its number in the text, from 0
     */
    record TokenEvent(int text, int at, Place place) {}

    /** A text has ended. */
    record EndEvent(int text, String end) {}

    /**
     * All texts have ended.
     *
     * @param loss mean {@code -ln p} of each text under the model left alone, nats per token
     * @param divergence mean divergence of the steered run from the default one on the steered text, nats
     * @param toldDivergence mean divergence of the model that was told the instruction from the one that was not, on the text
     *     that answers it; null without an instruction
     * @param answers the texts as answers in a chat, to go on from
     * @param most the place of the steered text where the runs differ most; -1 if it is empty
     * @param shifts how far the tensors of the steered run were moved
     */
    record DoneEvent(
            List<Double> loss,
            double divergence,
            @Nullable Double toldDivergence,
            List<String> answers,
            double seconds,
            double waited,
            double tokensPerSecond,
            int most,
            List<LabResult.Shift> shifts) {}

    /** Runs as events. */
    Multi<OutboundSseEvent> stream(Prepared run, LabRunner runner) {
        return Multi.createFrom().emitter(emitter -> {
            Teller teller = new Teller(emitter, run);
            teller.begin(run);
            try {
                Generation generation = runner.start(run, teller);
                emitter.onTermination(generation::cancel);
                QueueTeller.tell(generation, standing -> teller.tell("queue", standing));
            } catch (FragariaException e) {
                teller.failed(e);
            }
        });
    }

    /** Tells the browser what the engine says. Called on the engine's thread; the emitter never blocks. */
    private final class Teller implements LabRunner.Listener {
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private final List<String> stops;
        private final String instance;

        Teller(MultiEmitter<? super OutboundSseEvent> emitter, Prepared run) {
            this.emitter = emitter;
            stops = run.asked().stops();
            instance = "/" + run.model() + "/steer/events";
        }

        void begin(Prepared run) {
            List<ChangeEvent> changes = run.ready().stream()
                    .map(ready -> new ChangeEvent(ready.spec(), ChangeWords.write(ready.spec()), ready.raw()))
                    .toList();
            String link = "/" + run.model() + "/steer?" + LabRequests.query(run.asked());
            Load load = run.running().engine().load();
            RunCommand command = RunCommand.of(run.model(), run.asked(), run.ready(), live.precision());
            tell("start", new StartEvent(link, run.asked(), changes, load.waiting(), load.waitSeconds(), command));
        }

        @Override
        public void place(int side, int at, Place place) {
            tell("token", new TokenEvent(side, at, place));
        }

        @Override
        public void ended(int side, String end) {
            tell("end", new EndEvent(side, end));
        }

        @Override
        public void done(LabResult result) {
            tell(
                    "done",
                    new DoneEvent(
                            result.sides().stream().map(LabResult.Side::loss).toList(),
                            result.steered().divergence(),
                            result.told() == null ? null : result.told().divergence(),
                            result.sides().stream()
                                    .map(side -> side.answer(stops))
                                    .toList(),
                            result.seconds(),
                            result.waited(),
                            result.tokensPerSecond(),
                            result.mostDivergent(),
                            result.shifts()));
            emitter.complete();
        }

        @Override
        public void failed(RuntimeException failure) {
            if (!(failure instanceof FragariaException)) {
                LOG.error("A steered run failed at " + instance, failure);
            }
            FragariaException clear = failure instanceof FragariaException given
                    ? given
                    : new UnavailableException("The model failed while it wrote; the server's log has more.", failure);
            tell("error", Problem.of(clear, instance));
            emitter.complete();
        }

        private void tell(String name, Object event) {
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
}
