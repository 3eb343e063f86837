package org.fragaria.explanation;

import java.net.URI;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.explanation.automatic.Exam;
import org.fragaria.explanation.automatic.Method;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.problem.InvalidException;
import org.fragaria.web.Page;

/** Asks the language model for explanations and scores, and shows how far it is: {@code /explanations/work/{id}}. */
@Path("/")
public class AttemptResource {

    @Inject
    Attempts attempts;

    @Inject
    Explainer explainer;

    @Inject
    ExplanationStore store;

    @Inject
    AttemptLimit limit;

    @Inject
    Visitor visitor;

    @Inject
    Shelf shelf;

    @CheckedTemplate(basePath = "explanation")
    static class Templates {
        static native TemplateInstance attempt(AttemptPage page);

        private Templates() {}
    }

    /** Has a feature explained: {@code method}, and any number of {@code score}. */
    @POST
    @Path("{model}/{source}/{index}/explain")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response explain(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @FormParam("method") @Nullable String method,
            @FormParam("score") @Nullable List<String> scores) {
        FeatureAddress feature = address(model, source, index);
        String owner = visitor.writer();
        Method chosen = Method.named(method == null ? Method.MARKED.id() : method);
        List<Exam> exams = exams(scores);
        return begun(feature, chosen, exams, null, owner);
    }

    /** Has an explanation scored: one or more of {@code score}. */
    @POST
    @Path("explanations/{id}/score")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response score(@PathParam("id") String id, @FormParam("score") @Nullable List<String> scores) {
        Explanation one = store.find(id).orElseThrow(() -> ExplanationStore.missing(id));
        String owner = visitor.writer();
        List<Exam> exams = exams(scores);
        if (exams.isEmpty()) {
            throw new InvalidException("Which score? Choose at least one of detection, fuzzing.");
        }
        return begun(address(one.model, one.source, Integer.toString(one.feature)), null, exams, id, owner);
    }

    private Response begun(
            FeatureAddress feature,
            @Nullable Method method,
            List<Exam> exams,
            @Nullable String explanation,
            String owner) {
        explainer.require();
        limit.count();
        ExplanationAttempt attempt = attempts.ask(feature, method, exams, explanation, owner);
        return Response.seeOther(URI.create("/explanations/work/" + attempt.id)).build();
    }

    @GET
    @Path("explanations/work/{id}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page attempt(@PathParam("id") String id) {
        AttemptPage page = attempts.find(id).page();
        return new Page(page, Templates.attempt(page));
    }

    /** Stops an attempt; whoever knows its address may. */
    @POST
    @Path("explanations/work/{id}/cancel")
    public Response cancel(@PathParam("id") String id) {
        visitor.writer();
        attempts.cancel(id);
        return Response.seeOther(URI.create("/explanations/work/" + id)).build();
    }

    private static List<Exam> exams(@Nullable List<String> names) {
        return names == null
                ? List.of()
                : names.stream().distinct().map(Exam::named).toList();
    }

    private FeatureAddress address(String model, String source, String index) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return new FeatureAddress(
                    model, source, FeatureResource.find(open, index).index());
        }
    }
}
