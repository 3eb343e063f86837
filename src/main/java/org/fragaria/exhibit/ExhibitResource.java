package org.fragaria.exhibit;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.SteerPage;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Framed;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /demo/{name}}: a demo that somebody made of a steered run, with a story and one button. What a visitor may change,
 * and how often it may be run, is the maker's to say and is checked here. The three shipped demos have addresses of their own.
 */
@Path("/")
@Tag(name = "demos")
public class ExhibitResource {

    @Inject
    PublicDemos demos;

    @Inject
    Exhibits exhibits;

    @Inject
    ExhibitConfig config;

    @Inject
    Visitor visitor;

    @Inject
    HttpServerRequest request;

    @Inject
    @Any
    Instance<GivenDemos> given;

    @CheckedTemplate(basePath = "exhibit")
    static class Templates {
        static native TemplateInstance demo(ExhibitPage page);

        static native TemplateInstance demoEmbed(ExhibitPage page);

        static native TemplateInstance demos(DemosPage page);

        private Templates() {}
    }

    /**
     * Demos.
     *
     * @param given those that come with a model that ships
     * @param mine those of this browser
     * @param shown those that everybody sees, changed last first
     */
    public record DemosPage(List<GivenDemos.Given> given, List<StoredDemo> mine, List<StoredDemo> shown) {}

    @GET
    @Path("demos")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(summary = "Demos: those that ship, and those that people made")
    public Page demos() {
        DemosPage page = new DemosPage(
                given.stream().flatMap(room -> room.all().stream()).toList(),
                visitor.owner().map(demos::of).orElse(List.of()),
                demos.shown());
        return new Page(page, Templates.demos(page));
    }

    @GET
    @Path("demo/{name}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    @Operation(summary = "A demo that somebody made", description = "Runs it if prompt, strength or seed are given.")
    public Page show(@PathParam("name") String name, @BeanParam ExhibitSettings settings) {
        boolean framed = Parameters.choice("embed", settings.embed(), Framed.FALSE) == Framed.TRUE;
        Optional<String> owner = visitor.owner();
        StoredDemo demo = demos.get(name, owner);
        SteerRequest run = settings.request(demo.words());
        SteerPage.Result result = settings.runs() ? exhibits.run(demo, run, address()) : null;
        ExhibitPage page = new ExhibitPage(
                demo, run, result, owner.filter(demo.owner()::equals).isPresent());
        return framed ? new Page(page, Templates.demoEmbed(page)).framed() : new Page(page, Templates.demo(page));
    }

    @GET
    @Path("demo/{name}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(summary = "The same run token by token", description = "Events: token, end, done, or error.")
    public Multi<OutboundSseEvent> events(@PathParam("name") String name, @BeanParam ExhibitSettings settings) {
        StoredDemo demo = demos.get(name, visitor.owner());
        return exhibits.stream(demo, settings.request(demo.words()), address());
    }

    @PUT
    @Path("demo/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a demo, or says something else of one's own")
    public Response put(@PathParam("name") String name, @Nullable DemoWords words) {
        if (words == null) {
            throw new InvalidException("The body is empty: expected {\"model\": …, \"title\": …, \"run\": {…}}.");
        }
        words.check(config.mostRunsPerHour());
        exhibits.check(words);
        String owner = visitor.writer();
        if (demos.exists(name)) {
            return Response.ok(demos.change(owner, name, words)).build();
        }
        StoredDemo made = demos.add(owner, DemoWords.name(name), words);
        return Response.created(URI.create(made.path())).entity(made).build();
    }

    @DELETE
    @Path("demo/{name}")
    @Operation(summary = "Deletes a demo of one's own")
    public void delete(@PathParam("name") String name) {
        demos.delete(visitor.writer(), name);
    }

    /** The same by a form. */
    @POST
    @Path("demo/{name}/delete")
    public Response deleteByForm(@PathParam("name") String name) {
        delete(name);
        return Response.seeOther(URI.create("/demos")).build();
    }

    private String address() {
        return request.remoteAddress().hostAddress();
    }
}
