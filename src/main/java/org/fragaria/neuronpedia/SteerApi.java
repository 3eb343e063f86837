package org.fragaria.neuronpedia;

import java.util.List;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Asker;
import org.fragaria.engine.Generation;
import org.fragaria.lab.LabRequests;
import org.fragaria.lab.LabResult;
import org.fragaria.lab.LabRunner;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Site;

/**
 * {@code POST /api/steer} and {@code /api/steer-chat}: runs of the lab in Neuronpedia's words. What its requests can say and
 * this server cannot do is refused; a full queue is a 503 with Retry-After, as everywhere.
 */
@Path("/")
@Tag(name = "Neuronpedia's API")
@Blocking
public class SteerApi {

    @Inject
    LabRunner runner;

    @Inject
    SteerUnits units;

    @Inject
    Asker asker;

    @Inject
    Site site;

    @Inject
    ObjectMapper json;

    @POST
    @Path("api/steer")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Operation(
            summary = "A completion, steered and by default, in Neuronpedia's request and reply",
            description = "With stream: true, text/event-stream: frames of the reply as it grows.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = SteerReply.class)))
    public Response steer(
            @RequestBody(content = @Content(schema = @Schema(implementation = SteerBody.class))) String body) {
        SteerBody sent = SteerJson.read(body, SteerBody.class);
        String prompt = SteerOptions.required("prompt", sent.prompt());
        SteerRun run = run(sent, prompt, null);
        return answer(run, sent.streams(), "/api/steer", texts -> SteerReply.of(run, texts));
    }

    @POST
    @Path("api/steer-chat")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Operation(
            summary = "Two chats, steered and by default, in Neuronpedia's request and reply",
            description =
                    "Both conversations have the same turns; their answers may read differently. With stream: true,"
                            + " text/event-stream: frames of the reply as it grows.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = SteerChatReply.class)))
    public Response chat(
            @RequestBody(content = @Content(schema = @Schema(implementation = SteerChatBody.class))) String body) {
        SteerChatBody sent = SteerJson.read(body, SteerChatBody.class);
        sent.requireNoAxis();
        SteerRun run = run(sent, null, sent.messages());
        return answer(run, sent.streams(), "/api/steer-chat", texts -> SteerChatReply.of(run, texts));
    }

    private SteerRun run(SteerKnobs sent, @Nullable String prompt, @Nullable List<Message> messages) {
        String model = SteerOptions.required("modelId", sent.modelId());
        SteerOptions options = SteerOptions.of(sent);
        List<InterventionSpec> changes = SteerOptions.required("features", sent.features()).stream()
                .map(feature -> SteerOptions.required("feature in 'features'", feature))
                .map(feature -> feature.change(model, options))
                .toList();
        SteerRequest request = LabRequests.checked(options.run(prompt, messages, units.ours(model, changes, options)));
        return new SteerRun(
                options, runner.prepare(model, request, asker.id()), site.base() + LabRequests.link(model, request));
    }

    private Response answer(SteerRun run, boolean streams, String path, Function<SteerRun.Texts, Object> reply) {
        if (!streams) {
            LabResult result = runner.run(run.prepared());
            return Response.ok(reply.apply(new SteerRun.Texts(result.normal(), result.steered())))
                    .type(MediaType.APPLICATION_JSON)
                    .build();
        }
        SteerWriting writing = new SteerWriting(reply, json, path);
        Generation generation = runner.start(run.prepared(), writing);
        writing.of(generation);
        return Response.ok(writing).type(MediaType.SERVER_SENT_EVENTS).build();
    }
}
