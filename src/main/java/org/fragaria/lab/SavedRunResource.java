package org.fragaria.lab;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Asker;
import org.fragaria.account.Visitor;
import org.fragaria.steering.SteerRequest;
import org.fragaria.torch.Precision;
import org.fragaria.web.Framed;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/** {@code /steer/{id}}: a run that was saved, as it was; and the list of one's own. */
@Path("/")
@Tag(name = "steering lab")
public class SavedRunResource {

    @Inject
    SavedRuns saved;

    @Inject
    LabRunner runner;

    @Inject
    LabPages pages;

    @Inject
    Visitor visitor;

    @Inject
    Asker asker;

    @CheckedTemplate(basePath = "lab")
    static class Templates {
        static native TemplateInstance run(SavedRunPage page);

        static native TemplateInstance runEmbed(SavedRunPage page);

        static native TemplateInstance runs(RunsPage page);

        private Templates() {}
    }

    /** Whether the run is done once more, to be compared. */
    enum Again {
        FALSE,
        TRUE
    }

    /** The words of the page. */
    record View(
            @QueryParam("again") @Nullable String again,
            @QueryParam("at") @Nullable String at,
            @QueryParam("embed") @Nullable String embed) {}

    /**
     * The runs that a visitor saved, last one first.
     *
     * @param model only those of this model; empty for all
     */
    public record RunsPage(String model, List<StoredRun> runs) {}

    /** Where a run was saved. */
    public record Saved(String id, String link) {}

    @POST
    @Path("{model}/steer/save")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Runs a request, or takes the run that was just done, and keeps it under an address")
    public Response save(
            @PathParam("model") String model,
            @RequestBody(content = @Content(schema = @Schema(implementation = SteerRequest.class))) String body) {
        StoredRun run = save(model, LabRequests.read(body));
        return Response.created(URI.create(run.path()))
                .entity(new Saved(run.id(), run.path()))
                .build();
    }

    /** Keeps a run; does it first if it was not just done. */
    StoredRun save(String model, SteerRequest request) {
        String owner = visitor.writer();
        return saved.save(owner, model, request, runner.run(model, request, asker.id()));
    }

    @GET
    @Path("steer/{id}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(
            summary =
                    "A saved run: settings, seed, both texts with the figures of every token, version, precision, date")
    public Page run(@PathParam("id") String id, @BeanParam View view) {
        StoredRun run = saved.find(id);
        SavedRunPage.Again again = Parameters.choice("again", view.again(), Again.FALSE) == Again.TRUE
                ? SavedRunPage.Again.of(run.result(), runner.again(run.model(), run.request(), asker.id()))
                : null;
        int at = Parameters.whole("at", view.at(), run.result().mostDivergent(), 0, LabRequests.MOST_TOKENS);
        boolean mine = visitor.owner().filter(owner -> saved.belongs(id, owner)).isPresent();
        List<LabChange> changes = pages.changes(run.model(), run.request());
        SavedRunPage page = new SavedRunPage(run, changes, command(run, changes), mine, again, at);
        return Parameters.choice("embed", view.embed(), Framed.FALSE) == Framed.TRUE
                ? new Page(page, Templates.runEmbed(page)).framed()
                : new Page(page, Templates.run(page));
    }

    private static RunCommand command(StoredRun run, List<LabChange> changes) {
        return RunCommand.of(
                run.model(),
                run.request(),
                changes.stream().map(LabChange::ready).toList(),
                Parameters.choice("precision", run.precision(), Precision.EXACT));
    }

    /** Deletes a run that this browser saved. */
    @DELETE
    @Path("steer/{id}")
    public void delete(@PathParam("id") String id) {
        saved.delete(visitor.writer(), id);
    }

    /** The same by a form. */
    @POST
    @Path("steer/{id}/delete")
    public Response deleteByForm(@PathParam("id") String id) {
        delete(id);
        return Response.seeOther(URI.create("/steer/runs")).build();
    }

    /** All runs that this browser saved. */
    @GET
    @Path("steer/runs")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page runs() {
        return runs("");
    }

    /** Those of one model. */
    @GET
    @Path("{model}/steer/runs")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page runs(@PathParam("model") String model) {
        Optional<String> owner = visitor.owner();
        List<StoredRun> all = owner.map(saved::of).orElse(List.of());
        RunsPage page = new RunsPage(
                model,
                all.stream()
                        .filter(run -> model.isEmpty() || run.model().equals(model))
                        .toList());
        return new Page(page, Templates.runs(page));
    }
}
