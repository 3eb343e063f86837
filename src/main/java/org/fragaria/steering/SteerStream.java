package org.fragaria.steering;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import org.jboss.logging.Logger;

import org.fragaria.engine.Generation;
import org.fragaria.engine.GenerationListener;
import org.fragaria.engine.GenerationRequest;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.TokenTexts;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.web.Parameters;
import org.fragaria.web.Problem;

/**
 * {@code /{model}/{source}/{index}/steer/events}: the same run as server-sent events, token by token. Events: {@code
 * token}, {@code end} for each row, {@code done}, or {@code error} with a problem. What is wrong with the request itself
 * is an ordinary HTTP error. Closing the connection frees the rows.
 */
@Path("/")
public class SteerStream {

    private static final Logger LOG = Logger.getLogger(SteerStream.class);

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    ObjectMapper json;

    @Inject
    Sse sse;

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

    @GET
    @Path("{model}/{source}/{index}/steer/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Multi<OutboundSseEvent> events(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @BeanParam SteerSettings.Words words) {
        SteerSettings settings = words.settings();
        try (OpenSource open = shelf.borrow(model, source)) {
            MeasuredFeature feature = FeatureResource.find(open, index);
            LiveSource live = models.of(open.manifest());
            GenerationRequest request =
                    settings.request(live, feature.index(), feature.firing().max());
            TokenTexts texts = open.tokens();
            String instance = "/" + model + "/" + source + "/" + index + "/steer/events";
            return Multi.createFrom().emitter(emitter -> start(live, request, new Teller(emitter, texts, instance)));
        }
    }

    private void start(LiveSource live, GenerationRequest request, Teller teller) {
        try {
            Generation generation = live.engine().submit(request, teller);
            teller.emitter.onTermination(generation::cancel);
        } catch (FragariaException e) {
            teller.failed(e);
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
