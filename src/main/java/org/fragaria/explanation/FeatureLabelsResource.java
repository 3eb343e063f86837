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
import org.fragaria.account.Writes;
import org.fragaria.explanation.ExplanationResource.Written;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.web.Page;

/** {@code /{model}/{source}/{index}/explanations}: all that is said of a feature, and a place to say more. */
@Path("/{model}/{source}/{index}/explanations")
public class FeatureLabelsResource {

    private static final int ATTEMPTS = 5;

    @PathParam("model")
    String model = "";

    @PathParam("source")
    String source = "";

    @PathParam("index")
    String index = "";

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    ExplanationStore store;

    @Inject
    Explainer explainer;

    @Inject
    Attempts attempts;

    @Inject
    Writes writes;

    @Inject
    Visitor visitor;

    @CheckedTemplate(basePath = "explanation")
    static class Templates {
        static native TemplateInstance explanations(ExplanationsPage page);

        private Templates() {}
    }

    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page explanations() {
        ExplanationsPage page = page();
        return new Page(page, Templates.explanations(page));
    }

    /** Writes a label, from a form. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response write(@FormParam("text") @Nullable String text, @FormParam("by") @Nullable String by) {
        Explanation one = written(text, by);
        return Response.seeOther(URI.create(one.address().path() + "#labels")).build();
    }

    /** Writes a label, as JSON. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response write(@Nullable Written body) {
        Written written = Written.of(body);
        Explanation one = written(written.text(), written.by());
        return Response.created(URI.create("/explanations/" + one.id))
                .entity(page())
                .build();
    }

    private Explanation written(@Nullable String text, @Nullable String by) {
        FeatureAddress feature = address();
        String owner = visitor.writer();
        String checked = LabelText.checked(text);
        String name = LabelText.name(by);
        writes.count(owner);
        return store.write(feature, checked, Standing.HUMAN, name, owner);
    }

    private ExplanationsPage page() {
        try (OpenSource open = shelf.borrow(model, source)) {
            MeasuredFeature feature = FeatureResource.find(open, index);
            List<AttemptPage> asked = attempts.of(new FeatureAddress(model, source, feature.index()), ATTEMPTS).stream()
                    .map(ExplanationAttempt::page)
                    .toList();
            return new ExplanationsPage(
                    model,
                    source,
                    feature.index(),
                    labels.of(open, feature),
                    explainer.available(),
                    explainer.model(),
                    asked);
        }
    }

    private FeatureAddress address() {
        try (OpenSource open = shelf.borrow(model, source)) {
            return new FeatureAddress(
                    model, source, FeatureResource.find(open, index).index());
        }
    }
}
