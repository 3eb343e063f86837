package org.fragaria.lab;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import org.fragaria.account.Asker;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Page;

/** {@code /{model}/steer/moved}: which features rose and which fell in the run of the same words. */
@Path("/")
@Tag(name = "steering lab")
public class MovedResource {

    @Inject
    LabRunner runner;

    @Inject
    Movement movement;

    @Inject
    Asker asker;

    @CheckedTemplate(basePath = "lab")
    static class Templates {
        static native TemplateInstance moved(MovedPage page);

        private Templates() {}
    }

    /**
     * What rose and fell.
     *
     * @param link the run
     * @param sources by source: those that are changed first
     */
    public record MovedPage(String model, String link, List<Movement.SourceMoves> sources) {}

    @GET
    @Path("{model}/steer/moved")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(summary = "Features by how much their mean activation differs between the two texts of a run")
    public Page moved(@PathParam("model") String model, @BeanParam LabRequests.Words words) {
        SteerRequest request = words.request();
        LabRunner.Prepared prepared = runner.prepare(model, request, asker.id());
        LabResult result = runner.run(model, request, asker.id());
        MovedPage page = new MovedPage(
                model, "/" + model + "/steer?" + LabRequests.query(request), movement.of(prepared, result));
        return new Page(page, Templates.moved(page));
    }
}
