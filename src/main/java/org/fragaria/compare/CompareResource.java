package org.fragaria.compare;

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

import org.fragaria.compare.SourcesPage.Reading;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.UnavailableException;
import org.fragaria.web.Page;

/** {@code /compare}: two features; {@code /compare/sources}: two sources on the same text. */
@Path("/compare")
public class CompareResource {

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    LiveModels models;

    @CheckedTemplate(basePath = "compare")
    static class Templates {
        static native TemplateInstance features(FeaturesPage page);

        static native TemplateInstance sources(SourcesPage page);

        private Templates() {}
    }

    /** Two features; without one of them, the form that asks for them. */
    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page features(
            @QueryParam("a") @Nullable String a,
            @QueryParam("b") @Nullable String b,
            @QueryParam("text") @Nullable String text) {
        FeaturesPage.Asked asked = new FeaturesPage.Asked(words(a), words(b), text == null ? "" : text);
        FeaturesPage page = asked.complete() ? features(asked) : FeaturesPage.empty(asked);
        return new Page(page, Templates.features(page));
    }

    private static String words(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private FeaturesPage features(FeaturesPage.Asked asked) {
        String[] a = feature("a", asked.a());
        String[] b = feature("b", asked.b());
        try (OpenSource first = shelf.borrow(a[0], a[1]);
                OpenSource second = shelf.borrow(b[0], b[1])) {
            FeatureSide one = side(first, FeatureResource.find(first, a[2]), asked.text());
            FeatureSide other = side(second, FeatureResource.find(second, b[2]), asked.text());
            Likeness.Directions directions = new Likeness.Directions(models);
            return new FeaturesPage(asked, one, other, Likeness.of(first, one, second, other, directions));
        }
    }

    private FeatureSide side(OpenSource open, MeasuredFeature feature, String text) {
        FeatureSide side = FeatureSide.of(open, feature, labels);
        if (text.isBlank()) {
            return side;
        }
        try {
            return side.on(text, models.of(open.manifest()).read(text, feature.index()), open.tokens());
        } catch (UnavailableException e) {
            return side.silent(e.getMessage());
        }
    }

    private static String[] feature(String name, String address) {
        String[] parts = address.split("/", -1);
        if (parts.length != 3) {
            throw new InvalidException("Parameter " + name + "='" + address
                    + "': expected model/source/number, as in the address of a feature.");
        }
        return parts;
    }

    /** Two sources of one model on a text; without them, the form that asks for them. */
    @GET
    @Path("sources")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page sources(
            @QueryParam("a") @Nullable String a,
            @QueryParam("b") @Nullable String b,
            @QueryParam("text") @Nullable String text) {
        List<String> all =
                shelf.readable().stream().map(SourceAddress::toString).toList();
        FeaturesPage.Asked asked = new FeaturesPage.Asked(words(a), words(b), text == null ? "" : text);
        SourcesPage page = asked.complete() ? sources(asked, all) : SourcesPage.empty(asked, all);
        return new Page(page, Templates.sources(page));
    }

    private SourcesPage sources(FeaturesPage.Asked asked, List<String> all) {
        String[] a = source("a", asked.a());
        String[] b = source("b", asked.b());
        if (!a[0].equals(b[0])) {
            throw new InvalidException("Sources " + asked.a() + " and " + asked.b() + " are of two models, which cut a"
                    + " text into different tokens: choose two sources of one model.");
        }
        try (OpenSource first = shelf.borrow(a[0], a[1]);
                OpenSource second = shelf.borrow(b[0], b[1])) {
            if (asked.text().isBlank()) {
                return new SourcesPage(asked, all, SourceSide.of(first), SourceSide.of(second), null);
            }
            Reading one = read(first, asked.text());
            Reading other = read(second, asked.text());
            return new SourcesPage(
                    asked, all, SourceSide.of(first), SourceSide.of(second), SourcesPage.Compared.of(one, other));
        }
    }

    private Reading read(OpenSource open, String text) {
        return Reading.of(open, models.of(open.manifest()).rebuild(text), labels);
    }

    private static String[] source(String name, String address) {
        String[] parts = address.split("/", -1);
        if (parts.length != 2) {
            throw new InvalidException("Parameter " + name + "='" + address + "': expected model/source.");
        }
        return parts;
    }
}
