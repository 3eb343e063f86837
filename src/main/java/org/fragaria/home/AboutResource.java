package org.fragaria.home;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCard;
import org.fragaria.collection.TestedCards;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.FragariaException;
import org.fragaria.web.Page;

/** {@code /about/features}: what a feature is and what the numbers mean, by the example of a real one. */
@Path("about")
public class AboutResource {

    @Inject
    Example example;

    @Inject
    TestedCards tested;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @CheckedTemplate(basePath = "home")
    static class Templates {
        static native TemplateInstance about(AboutPage page);

        private Templates() {}
    }

    /** The page; {@code ?text=} lets the example read a text. */
    @GET
    @Path("features")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page features(@QueryParam("text") @Nullable String text) {
        AboutPage page = page(text == null ? "" : text);
        return new Page(page, Templates.about(page));
    }

    private AboutPage page(String text) {
        @Nullable FeatureCard card = example.card().orElse(null);
        if (card == null) {
            return new AboutPage(null, text, List.of(), false);
        }
        boolean runnable = runnable(card);
        if (text.isBlank() || !runnable) {
            return new AboutPage(card, text, List.of(), runnable);
        }
        TestedCards.Tested read = tested.test(List.of(card), text);
        return new AboutPage(read.cards().getFirst(), text, read.problems(), true);
    }

    private boolean runnable(FeatureCard card) {
        try (OpenSource open =
                shelf.borrow(card.feature().model(), card.feature().source())) {
            return models.canRun(open.manifest());
        } catch (FragariaException e) {
            return false;
        }
    }
}
