package org.fragaria.lab;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Asker;
import org.fragaria.problem.InvalidException;
import org.fragaria.search.FeatureCard;
import org.fragaria.search.FeatureFinder;
import org.fragaria.steering.SteerRequest;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/**
 * {@code /{model}/steer}: the lab. Its address is the whole run, which is done here unless it says {@code edit=true}; the
 * form is sent to the same address and leads on with 303, so that everything works without scripts.
 */
@Path("/")
public class LabResource {

    @Inject
    LabPages pages;

    @Inject
    LabRunner runner;

    @Inject
    FeatureFinder finder;

    @Inject
    Asker asker;

    @Inject
    SavedRunResource saving;

    @CheckedTemplate(basePath = "lab")
    static class Templates {
        static native TemplateInstance lab(LabPage page);

        static native TemplateInstance choose(ChoosePage page);

        private Templates() {}
    }

    /** Whether the run is shown, or only its settings. */
    enum Edit {
        FALSE,
        TRUE
    }

    /** The words of the page that are not of the run. */
    record View(
            @QueryParam("edit") @Nullable String edit,
            @QueryParam("add") @Nullable String add,
            @QueryParam("at") @Nullable String at) {

        LabPages.Asked asked() {
            return new LabPages.Asked(
                    add == null ? "" : add.strip(), Parameters.whole("at", at, -1, 0, LabRequests.MOST_TOKENS));
        }

        boolean editing() {
            return Parameters.choice("edit", edit, Edit.FALSE) == Edit.TRUE || add != null;
        }
    }

    /**
     * The models whose lab can be opened.
     *
     * @param models their ids
     */
    public record ChoosePage(List<String> models) {}

    /** Features that some words may mean, for a field that offers them while somebody types. */
    public record Found(String q, List<Offer> features) {}

    /**
     * A feature that can be added.
     *
     * @param at its address within the model: {@code source/number}
     * @param label what it is called; null if nobody says anything
     * @param tokens tokens on which it fires most
     * @param max its largest activation on the corpus
     * @param output output score; null if not measured
     */
    public record Offer(
            String at,
            @Nullable String label,
            List<String> tokens,
            float max,
            @Nullable Double output) {

        static Offer of(FeatureCard card) {
            return new Offer(
                    card.source() + "/" + card.index(),
                    card.label(),
                    card.tokens().stream().map(token -> token.text()).toList(),
                    card.max(),
                    card.output());
        }
    }

    /** The lab of the only model that can be run here, or a choice. */
    @GET
    @Path("steer")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Object choose() {
        List<String> models = pages.runnableModels();
        if (models.size() == 1) {
            return Response.seeOther(URI.create("/" + models.getFirst() + "/steer"))
                    .build();
        }
        ChoosePage page = new ChoosePage(models);
        return new Page(page, Templates.choose(page));
    }

    @GET
    @Path("{model}/steer")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page lab(@PathParam("model") String model, @BeanParam LabRequests.Words words, @BeanParam View view) {
        SteerRequest asked = words.request();
        LabResult result = asked.prompt() == null && asked.messages() == null || view.editing()
                ? null
                : runner.run(model, asked, asker.id());
        LabPage page = pages.page(model, begun(model, asked), view.asked(), result);
        return new Page(page, Templates.lab(page));
    }

    /** A page without a prompt offers one, unless the model would rather be talked to. */
    private SteerRequest begun(String model, SteerRequest asked) {
        if (asked.prompt() != null || asked.messages() != null) {
            return asked;
        }
        return pages.chats(model) ? asked : asked.of(LabRequests.blankToNull(pages.prompt(model)), null);
    }

    /** The form: {@code do} says which button was pressed. */
    @POST
    @Path("{model}/steer")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response form(@PathParam("model") String model, MultivaluedMap<String, String> fields) {
        LabForm form = new LabForm(fields);
        String action = form.action();
        if (action.equals("save")) {
            return Response.seeOther(
                            URI.create(saving.save(model, form.request()).path()))
                    .build();
        }
        String query = LabRequests.query(form.request());
        if (action.equals("add") && !form.wanted().isEmpty()) {
            List<FeatureCard> found = finder.find(model, form.wanted(), 2);
            boolean sure = found.size() == 1
                    || !found.isEmpty()
                            && form.wanted()
                                    .equals(found.getFirst().source() + "/"
                                            + found.getFirst().index());
            query = join(query, sure ? "change" : "add", sure ? at(found.getFirst()) : form.wanted());
        }
        if (!action.equals("run")) {
            query = join(query, "edit", "true");
        }
        if (!List.of("run", "add", "keep").contains(action) && !action.startsWith("remove:")) {
            throw new InvalidException("Field do='" + action + "': expected run, add, save, keep or remove:N.");
        }
        return Response.seeOther(URI.create("/" + model + "/steer?" + query)).build();
    }

    private static String at(FeatureCard card) {
        return card.source() + "/" + card.index();
    }

    private static String join(String query, String name, String value) {
        return (query.isEmpty() ? "" : query + "&") + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Features to add, while somebody types. */
    @GET
    @Path("{model}/steer/features")
    @Produces(MediaType.APPLICATION_JSON)
    public Found features(@PathParam("model") String model, @QueryParam("q") @Nullable String q) {
        String words = q == null ? "" : q.strip();
        return new Found(
                words,
                finder.find(model, words, LabPages.FOUND).stream()
                        .map(Offer::of)
                        .toList());
    }
}
