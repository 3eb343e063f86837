package org.fragaria.lab;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.sse.OutboundSseEvent;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.fragaria.account.Asker;
import org.fragaria.steering.SteerRequest;

/**
 * Runs of the lab for programs: {@code POST /{model}/steer/run} with a {@link SteerRequest} answers with both texts as JSON,
 * or tells them token by token as server-sent events ({@link LabEvents}), whichever is asked for. {@code /events} takes the
 * words of the lab's address, or its form.
 */
@Path("/")
@Tag(name = "steering lab")
public class RunResource {

    @Inject
    LabRunner runner;

    @Inject
    LabEvents events;

    @Inject
    Asker asker;

    /**
     * A run and what came of it.
     *
     * @param link the page that shows the same
     */
    public record Answer(String model, String link, SteerRequest request, Object result) {}

    @POST
    @Path("{model}/steer/run")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Two texts from one prompt or chat and one seed, with and without interventions",
            description =
                    "Each token with its probability in both runs, their divergence and the likeliest alternatives. Of a chat"
                            + " each conversation goes on from its own answers. With an instruction, a third text (told) is"
                            + " written by the model left alone that is told it; its divergence is from the same model that"
                            + " is not.")
    public Answer run(
            @PathParam("model") String model,
            @RequestBody(content = @Content(schema = @Schema(implementation = SteerRequest.class))) String body) {
        SteerRequest request = LabRequests.read(body);
        LabResult result = runner.run(model, request, asker.id());
        return new Answer(model, "/" + model + "/steer?" + LabRequests.query(request), request, result);
    }

    @POST
    @Path("{model}/steer/run")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(summary = "The same run, token by token, as server-sent events: start, token, end, done, or error")
    public Multi<OutboundSseEvent> stream(
            @PathParam("model") String model,
            @RequestBody(content = @Content(schema = @Schema(implementation = SteerRequest.class))) String body) {
        return events.stream(runner.prepare(model, LabRequests.read(body), asker.id()), runner);
    }

    @GET
    @Path("{model}/steer/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(summary = "The run of an address of the lab, token by token")
    public Multi<OutboundSseEvent> events(@PathParam("model") String model, @BeanParam LabRequests.Words words) {
        return events.stream(runner.prepare(model, words.request(), asker.id()), runner);
    }

    @POST
    @Path("{model}/steer/events")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> form(@PathParam("model") String model, MultivaluedMap<String, String> fields) {
        return events.stream(runner.prepare(model, new LabForm(fields).request(), asker.id()), runner);
    }
}
