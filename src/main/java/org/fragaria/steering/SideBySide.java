package org.fragaria.steering;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import org.jboss.logging.Logger;

import org.fragaria.account.Asker;
import org.fragaria.engine.Engine;
import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.feature.TokenTexts;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.web.Parameters;
import org.fragaria.web.Problem;

/**
 * Runs a request of two variants, the default one and a changed one: at once, as two texts, or token by token as
 * server-sent events ({@code token}, {@code end} for each row, {@code done}, or {@code error} with a problem). Safe for any
 * number of threads.
 */
@ApplicationScoped
public class SideBySide {

    private static final Logger LOG = Logger.getLogger(SideBySide.class);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Inject
    ObjectMapper json;

    @Inject
    Sse sse;

    @Inject
    Asker asker;

    /**
     * A token was generated.
     *
     * @param row 0 for the default text, 1 for the steered one
     * @param position its position in the text, prompt included
     * @param token display string
     * @param id token id
     * @param logprob natural logarithm of its probability under the row's own distribution
     */
    public record TokenEvent(int row, int position, String token, int id, float logprob) {}

    /** A row has ended: {@code length}, {@code end_of_text}, {@code context} or {@code cancelled}. */
    public record EndEvent(int row, String end) {}

    /** Both rows have ended. */
    public record DoneEvent(double seconds) {}

    /**
     * Runs to the end.
     *
     * @throws UnavailableException if it takes too long or the server stops
     */
    public SteerPage.Result run(Engine engine, GenerationRequest request, TokenTexts display) {
        List<Writing> texts = List.of(new Writing(display), new Writing(display));
        long start = System.nanoTime();
        await(engine.submit(request.by(asker.id()), new Collector(texts)));
        double seconds = (System.nanoTime() - start) / 1e9;
        return new SteerPage.Result(texts.get(0).text(), texts.get(1).text(), seconds);
    }

    /**
     * Runs as events; closing the connection frees the rows.
     *
     * @param instance the address asked for, for errors
     */
    public Multi<OutboundSseEvent> stream(Engine engine, GenerationRequest request, TokenTexts texts, String instance) {
        // Asked now: the text is written when the request is long over.
        GenerationRequest asked = request.by(asker.id());
        return Multi.createFrom().emitter(emitter -> start(engine, asked, new Teller(emitter, texts, instance)));
    }

    private static void start(Engine engine, GenerationRequest request, Teller teller) {
        try {
            Generation generation = engine.submit(request, teller);
            teller.emitter.onTermination(generation::cancel);
        } catch (FragariaException e) {
            teller.failed(e);
        }
    }

    /**
     * Waits for a run to end.
     *
     * @throws UnavailableException if it takes too long, which cancels it, or the server stops
     * @throws FragariaException what broke it
     */
    public static void await(Generation generation) {
        try {
            generation.done().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            generation.cancel();
            throw new UnavailableException(
                    "The run was not done after " + PATIENCE.toSeconds() + " seconds: ask for fewer tokens.", e);
        } catch (InterruptedException e) {
            generation.cancel();
            Thread.currentThread().interrupt();
            throw new UnavailableException("The server is stopping.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FragariaException clear) {
                throw clear;
            }
            throw new IllegalStateException("The engine failed", e.getCause());
        }
    }

    private record Collector(List<Writing> texts) implements GenerationListener {
        @Override
        public void token(int variant, int position, int id, float logProbability) {
            texts.get(variant).add(id, logProbability);
        }

        @Override
        public void ended(int variant, End end) {
            texts.get(variant).end(Parameters.word(end));
        }
    }

    /** Tells the browser what the engine says. Called on the engine's thread; the emitter never blocks. */
    private final class Teller implements GenerationListener {
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private final List<Writing> texts;
        private final String instance;
        private final long start = System.nanoTime();

        Teller(MultiEmitter<? super OutboundSseEvent> emitter, TokenTexts texts, String instance) {
            this.emitter = emitter;
            this.texts = List.of(new Writing(texts), new Writing(texts));
            this.instance = instance;
        }

        @Override
        public void token(int variant, int position, int id, float logProbability) {
            String text = texts.get(variant).add(id, logProbability).text();
            tell("token", new TokenEvent(variant, position, text, id, logProbability));
        }

        @Override
        public void ended(int variant, End end) {
            tell("end", new EndEvent(variant, Parameters.word(end)));
        }

        @Override
        public void done() {
            tell("done", new DoneEvent((System.nanoTime() - start) / 1e9));
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

        private String written(Object event) {
            try {
                return json.writeValueAsString(event);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An event that cannot be written", e);
            }
        }

        private void tell(String name, Object event) {
            emitter.emit(sse.newEventBuilder().name(name).data(written(event)).build());
        }
    }
}
