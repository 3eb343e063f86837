package org.fragaria.steering;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;

import org.fragaria.engine.GenerationRequest;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.measure.MeasuredFeature;

/**
 * {@code /{model}/{source}/{index}/steer/events}: the same run as the events of {@link SideBySide}. What is wrong with the
 * request itself is an ordinary HTTP error.
 */
@Path("/")
public class SteerStream {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    SideBySide runner;

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
            String instance = "/" + model + "/" + source + "/" + index + "/steer/events";
            return runner.stream(live.engine(), request, open.tokens(), instance);
        }
    }
}
