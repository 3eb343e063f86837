package org.fragaria.explanation;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.account.Writes;
import org.fragaria.explanation.ExplanationPage.Scored;
import org.fragaria.explanation.ExplanationPage.Shown;
import org.fragaria.explanation.automatic.Verdict;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.problem.FragariaException;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;

/** {@code /explanations/{id}}: one explanation; and {@code /explanations/methods}: what methods and scores are. */
@Path("/")
public class ExplanationResource {

    @Inject
    ExplanationStore store;

    @Inject
    ExplanationTables tables;

    @Inject
    Explainer explainer;

    @Inject
    Writes writes;

    @Inject
    Visitor visitor;

    @Inject
    Shelf shelf;

    @CheckedTemplate(basePath = "explanation")
    static class Templates {
        static native TemplateInstance explanation(ExplanationPage page);

        static native TemplateInstance methods(MethodsPage page);

        private Templates() {}
    }

    /**
     * A new or changed label, as JSON.
     *
     * @param text the label
     * @param by name of who writes it; null for none
     */
    public record Written(@Nullable String text, @Nullable String by) {
        /** An empty body says nothing. */
        static Written of(@Nullable Written body) {
            return body == null ? new Written(null, null) : body;
        }
    }

    @GET
    @Path("explanations/methods")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page methods() {
        MethodsPage page = MethodsPage.of(explainer);
        return new Page(page, Templates.methods(page));
    }

    @GET
    @Path("explanations/{id}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page explanation(@PathParam("id") String id) {
        ExplanationPage page = page(existing(id));
        return new Page(page, Templates.explanation(page));
    }

    /** Changes a label, from a form. */
    @POST
    @Path("explanations/{id}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response edit(
            @PathParam("id") String id,
            @FormParam("text") @Nullable String text,
            @FormParam("by") @Nullable String by) {
        change(id, text, by);
        return Response.seeOther(URI.create("/explanations/" + id)).build();
    }

    /** Changes a label, as JSON. */
    @POST
    @Path("explanations/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public ExplanationPage edit(@PathParam("id") String id, @Nullable Written body) {
        Written written = Written.of(body);
        change(id, written.text(), written.by());
        return page(existing(id));
    }

    private void change(String id, @Nullable String text, @Nullable String by) {
        String owner = visitor.writer();
        existing(id);
        String checked = LabelText.checked(text);
        String name = LabelText.name(by);
        writes.count(owner);
        store.edit(id, checked, name, owner);
    }

    /** Deletes a label, from a form. */
    @POST
    @Path("explanations/{id}/delete")
    public Response deleted(@PathParam("id") String id) {
        Explanation one = existing(id);
        store.delete(id, visitor.writer());
        return Response.seeOther(URI.create(one.address().path() + "#labels")).build();
    }

    @DELETE
    @Path("explanations/{id}")
    public void delete(@PathParam("id") String id) {
        existing(id);
        store.delete(id, visitor.writer());
    }

    /** Votes, from a form or a script: {@code points} is 1, -1 or 0. */
    @POST
    @Path("explanations/{id}/vote")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response vote(@PathParam("id") String id, @FormParam("points") @Nullable String points) {
        String owner = visitor.writer();
        existing(id);
        int given = Parameters.whole("points", points, 1, -1, 1);
        writes.count(owner);
        Explanation one = store.vote(id, given, owner);
        return Response.seeOther(URI.create(one.address().path() + "#labels")).build();
    }

    private Explanation existing(String id) {
        return store.find(id).orElseThrow(() -> ExplanationStore.missing(id));
    }

    private ExplanationPage page(Explanation one) {
        String owner = visitor.owner().orElse("");
        List<ExplanationScore> scores = QuarkusTransaction.requiringNew().call(() -> ExplanationScore.of(one.id));
        int vote = QuarkusTransaction.requiringNew().call(() -> ExplanationVote.of(one.id, owner)
                .map(cast -> cast.points)
                .orElse(0));
        Optional<Float> max = max(one);
        return new ExplanationPage(
                one.id,
                one.model,
                one.source,
                one.feature,
                one.text,
                one.method,
                one.author,
                tables.labels(List.of(one)).getFirst().votes(),
                one.made.toString(),
                one.updated.toString(),
                scores.stream().map(score -> scored(score, max)).toList(),
                one.isOf(owner),
                vote,
                explainer.available(),
                explainer.model());
    }

    private Scored scored(ExplanationScore score, Optional<Float> max) {
        List<Verdict> verdicts = explainer.read(score.details);
        float most = max.orElseGet(() -> largest(verdicts));
        return new Scored(
                score.method,
                score.result,
                score.failure,
                score.judge,
                score.code,
                score.made.toString(),
                verdicts.stream().map(verdict -> Shown.of(verdict, most)).toList());
    }

    /** The feature's maximum, which shades compare with; an explanation may outlive its source. */
    private Optional<Float> max(Explanation one) {
        try (OpenSource open = shelf.borrow(one.model, one.source)) {
            return Optional.of(FeatureResource.find(open, Integer.toString(one.feature))
                    .firing()
                    .max());
        } catch (FragariaException gone) {
            return Optional.empty(); // the strongest example that was shown stands in for it
        }
    }

    private static float largest(List<Verdict> verdicts) {
        float most = 0;
        for (Verdict verdict : verdicts) {
            for (float value : verdict.values()) {
                most = Math.max(most, value);
            }
        }
        return most;
    }
}
