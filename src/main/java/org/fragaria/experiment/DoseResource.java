package org.fragaria.experiment;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Shelf;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.Interventions;
import org.fragaria.web.Page;

/**
 * {@code /{model}/steer/dose}: how much of an intervention is enough, and how much is too much. The address is the whole
 * experiment; its result is kept, so that a link that was run shows at once.
 */
@Path("/")
@Tag(name = "experiments")
public class DoseResource {

    @Inject
    Doses doses;

    @Inject
    Interventions interventions;

    @Inject
    Shelf shelf;

    @Inject
    ObjectMapper json;

    @Inject
    Progress progress;

    @CheckedTemplate(basePath = "experiment")
    static class Templates {
        static native TemplateInstance dose(DosePage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/steer/dose")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(summary = "A dose-response, as its address says it", description = "Runs it if it was not run before.")
    public Page page(@PathParam("model") String model, @BeanParam DoseWords words, @Context UriInfo address) {
        interventions.running(model);
        DoseRequest request = words.dose(json);
        DoseResult result = words.runs() ? run(model, request) : null;
        String query = address.getRequestUri().getRawQuery();
        DosePage page = new DosePage(
                model,
                request,
                words.request() == null ? "" : words.request(),
                query == null ? "" : "?" + query,
                result,
                shelf.readable().stream()
                        .filter(source -> source.model().equals(model))
                        .map(Shelf.SourceAddress::source)
                        .toList());
        return new Page(page, Templates.dose(page));
    }

    @GET
    @Path("{model}/steer/dose/csv")
    @Produces("text/csv")
    @Operation(summary = "A dose-response as comma-separated values")
    public Response csv(@PathParam("model") String model, @BeanParam DoseWords words) {
        requireOutcome(words);
        DoseResult result = run(model, words.dose(json));
        return Response.ok(result.csv(), "text/csv; charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"dose-" + result.id() + ".csv\"")
                .build();
    }

    @GET
    @Path("{model}/steer/dose/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "A dose-response as it runs",
            description = "Events: progress {done, texts}, done with the result, or error with a problem. Closing the"
                    + " connection stops it.")
    public Multi<OutboundSseEvent> events(@PathParam("model") String model, @BeanParam DoseWords words) {
        requireOutcome(words);
        return stream(model, words.dose(json));
    }

    @POST
    @Path("{model}/steer/dose")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Runs a dose-response")
    public DoseResult post(@PathParam("model") String model, @Nullable DoseRequest request) {
        return run(model, complete(request));
    }

    @POST
    @Path("{model}/steer/dose/events")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(summary = "Runs a dose-response and tells how far it is", description = "Events as of GET.")
    public Multi<OutboundSseEvent> postEvents(@PathParam("model") String model, @Nullable DoseRequest request) {
        return stream(model, complete(request));
    }

    private DoseResult run(String model, DoseRequest request) {
        return doses.run(doses.plan(model, request), () -> false, done -> {});
    }

    private Multi<OutboundSseEvent> stream(String model, DoseRequest request) {
        Doses.Plan plan = doses.plan(model, request);
        return progress.stream(
                "/" + model + "/steer/dose/events", plan.texts(), (stopped, done) -> doses.run(plan, stopped, done));
    }

    private static void requireOutcome(DoseWords words) {
        if (!words.runs()) {
            throw new InvalidException("Parameter find is missing: say what is counted in the texts, e.g."
                    + " count=words&find=strawberry.");
        }
    }

    @SuppressWarnings("ConstantValue") // JSON may leave out what the record needs
    private static DoseRequest complete(@Nullable DoseRequest request) {
        if (request == null
                || request.run() == null
                || request.outcome() == null
                || request.outcome().kind() == null) {
            throw new InvalidException(
                    "The experiment needs 'run', a run as JSON with an intervention, and 'outcome' with"
                            + " its 'kind': what is counted.");
        }
        return request;
    }
}
