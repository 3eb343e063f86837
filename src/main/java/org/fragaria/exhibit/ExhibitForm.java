package org.fragaria.exhibit;

import java.net.URI;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.lab.SavedRuns;
import org.fragaria.lab.StoredRun;
import org.fragaria.problem.ForbiddenException;
import org.fragaria.problem.InvalidException;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/** The forms by which demos are made and changed. */
@Path("/")
@Tag(name = "demos")
public class ExhibitForm {

    @Inject
    PublicDemos demos;

    @Inject
    Exhibits exhibits;

    @Inject
    SavedRuns runs;

    @Inject
    ExhibitConfig config;

    @Inject
    Visitor visitor;

    @Inject
    ObjectMapper json;

    @CheckedTemplate(basePath = "exhibit")
    static class Templates {
        static native TemplateInstance form(FormPage page);

        private Templates() {}
    }

    /**
     * What the form shows.
     *
     * @param name the demo's name; empty of a new one
     * @param model the model's id
     * @param run the run as JSON
     * @param prompts prompts to choose from, one a line
     */
    public record FormPage(
            String name,
            String model,
            String title,
            String story,
            String run,
            boolean prompt,
            String prompts,
            String from,
            String to,
            boolean seed,
            int perHour,
            boolean on) {}

    /** What the form sends. */
    public record Sent(
            @RestForm @Nullable String name,
            @RestForm @Nullable String model,
            @RestForm @Nullable String title,
            @RestForm @Nullable String story,
            @RestForm @Nullable String run,
            @RestForm @Nullable String prompt,
            @RestForm @Nullable String prompts,
            @RestForm @Nullable String from,
            @RestForm @Nullable String to,
            @RestForm @Nullable String seed,
            @RestForm @Nullable String perHour,
            @RestForm @Nullable String on) {}

    /** An empty form, or one with a run in it: as JSON, or one that was saved. */
    @GET
    @Path("demos/new")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page empty(
            @QueryParam("model") @Nullable String model,
            @QueryParam("run") @Nullable String run,
            @QueryParam("saved") @Nullable String saved)
            throws JsonProcessingException {
        if (saved == null) {
            return empty(model == null ? "" : model, run == null ? "" : run);
        }
        StoredRun stored = runs.find(saved);
        return empty(stored.model(), json.writeValueAsString(stored.request()));
    }

    private static Page empty(String model, String run) {
        FormPage page = new FormPage("", model, "", "", run, false, "", "", "", true, 60, true);
        return new Page(page, Templates.form(page));
    }

    /** The form of one's own demo. */
    @GET
    @Path("demo/{name}/edit")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page edit(@PathParam("name") String name) throws JsonProcessingException {
        StoredDemo demo = demos.get(name, visitor.owner());
        if (visitor.owner().filter(demo.owner()::equals).isEmpty()) {
            throw new ForbiddenException(
                    "The demo '" + name + "' was made in another browser: only that one can change it.");
        }
        DemoWords words = demo.words();
        Controls.Range range = words.allowed().strength();
        FormPage page = new FormPage(
                name,
                words.model(),
                words.title(),
                words.told(),
                json.writeValueAsString(words.run()),
                words.allowed().anyPrompt(),
                String.join("\n", words.allowed().choices()),
                range == null ? "" : String.valueOf(range.from()),
                range == null ? "" : String.valueOf(range.to()),
                words.allowed().anySeed(),
                words.limit(),
                words.shown());
        return new Page(page, Templates.form(page));
    }

    /** Makes a demo. */
    @POST
    @Path("demos")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response add(@BeanParam Sent sent) {
        String name = DemoWords.name(sent.name());
        return to(demos.add(visitor.writer(), name, words(sent)));
    }

    /** Says something else of one's own. */
    @POST
    @Path("demo/{name}/edit")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(@PathParam("name") String name, @BeanParam Sent sent) {
        return to(demos.change(visitor.writer(), name, words(sent)));
    }

    private static Response to(StoredDemo demo) {
        return Response.seeOther(URI.create(demo.path())).build();
    }

    private DemoWords words(Sent sent) {
        boolean ranged = sent.from() != null && !sent.from().isBlank()
                || sent.to() != null && !sent.to().isBlank();
        List<String> prompts = DemoWords.lines(sent.prompts());
        DemoWords words = new DemoWords(
                text(sent.model()),
                text(sent.title()),
                text(sent.story()),
                run(sent.run()),
                new Controls(
                        sent.prompt() != null,
                        prompts.isEmpty() ? null : prompts,
                        ranged
                                ? new Controls.Range(
                                        0,
                                        Parameters.real("from", sent.from(), 0, -1e6, 1e6),
                                        Parameters.real("to", sent.to(), 2, -1e6, 1e6))
                                : null,
                        sent.seed() != null),
                Parameters.whole("perHour", sent.perHour(), 60, 1, 1_000_000),
                sent.on() != null);
        words.check(config.mostRunsPerHour());
        exhibits.check(words);
        return words;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip().replace("\r\n", "\n");
    }

    private SteerRequest run(@Nullable String text) {
        try {
            return json.readValue(text == null || text.isBlank() ? "{}" : text, SteerRequest.class);
        } catch (JsonProcessingException e) {
            throw new InvalidException(
                    "The run is no JSON of a steered run: " + e.getOriginalMessage() + ". The lab shows it.", e);
        }
    }
}
