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
 * {@code /{model}/steer/effect}: what a text loses, token by token, when features are off, and which features matter for a
 * token.
 */
@Path("/")
@Tag(name = "experiments")
public class EffectResource {

    @Inject
    Effects effects;

    @Inject
    Interventions interventions;

    @Inject
    Shelf shelf;

    @Inject
    Progress progress;

    @CheckedTemplate(basePath = "experiment")
    static class Templates {
        static native TemplateInstance effect(EffectPage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/steer/effect")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(summary = "What a text loses when features are off, and which features matter for a token")
    public Page page(@PathParam("model") String model, @BeanParam EffectWords words, @Context UriInfo address) {
        interventions.running(model);
        EffectRequest request = words.request();
        EffectResult result = words.runs() ? run(model, request) : null;
        String query = address.getRequestUri().getRawQuery();
        EffectPage page = new EffectPage(
                model,
                request,
                words.featureText(),
                query == null ? "" : "?" + query,
                result,
                Effects.of(shelf, model));
        return new Page(page, Templates.effect(page));
    }

    @GET
    @Path("{model}/steer/effect/csv")
    @Produces("text/csv")
    @Operation(summary = "The same as comma-separated values")
    public Response csv(@PathParam("model") String model, @BeanParam EffectWords words) {
        requireQuestion(words.runs());
        EffectResult result = run(model, words.request());
        return Response.ok(result.csv(), "text/csv; charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"effect-" + result.id() + ".csv\"")
                .build();
    }

    @GET
    @Path("{model}/steer/effect/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "The same as it runs",
            description = "Events: progress {done, all}, done with the result, or error with a problem. Closing the"
                    + " connection stops it.")
    public Multi<OutboundSseEvent> events(@PathParam("model") String model, @BeanParam EffectWords words) {
        requireQuestion(words.runs());
        Effects.Plan plan = effects.plan(model, words.request());
        return progress.stream(
                "/" + model + "/steer/effect/events", plan.work(), (stopped, done) -> effects.run(plan, stopped, done));
    }

    @POST
    @Path("{model}/steer/effect")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "What a text loses under any changes",
            description =
                    "Interventions without a method switch a feature off; without positions they touch all tokens.")
    @SuppressWarnings("ConstantValue") // JSON may leave out what the record needs
    public EffectResult post(@PathParam("model") String model, @Nullable EffectRequest request) {
        requireQuestion(
                request != null && request.text() != null && (!request.changes().isEmpty() || request.token() != null));
        return run(model, java.util.Objects.requireNonNull(request));
    }

    private EffectResult run(String model, EffectRequest request) {
        return effects.run(effects.plan(model, request), () -> false, done -> {});
    }

    private static void requireQuestion(boolean asked) {
        if (!asked) {
            throw new InvalidException(
                    "There is nothing to compare: give a text, and features that are switched off or the"
                            + " position of a token.");
        }
    }
}
