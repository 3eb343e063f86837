package org.fragaria.share;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCards;
import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureResource;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.steering.SteerPage;
import org.fragaria.steering.SteerResource;
import org.fragaria.steering.SteerSettings;
import org.fragaria.web.Page;
import org.fragaria.web.Parameters;
import org.fragaria.web.Site;

/** Features for the pages of other sites, and the page that makes the code for them. */
@Path("/")
public class EmbedResource {

    private static final int HEIGHT = 640;

    @Inject
    Shelf shelf;

    @Inject
    FeatureCards cards;

    @Inject
    Embeds embeds;

    @Inject
    SteerResource steering;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "share")
    static class Templates {
        static native TemplateInstance embed(EmbedPage page);

        static native TemplateInstance steerEmbed(SteerPage page);

        static native TemplateInstance builder(BuilderPage page);

        private Templates() {}
    }

    /** A feature in a frame: what {@code /{model}/{source}/{index}?embed=true} shows. */
    @GET
    @Path("embed/{model}/{source}/{index}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page embed(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @BeanParam EmbedParts.Words words) {
        try (OpenSource open = shelf.borrow(model, source)) {
            EmbedPage page = embeds.page(open, FeatureResource.find(open, index), words);
            return new Page(page, Templates.embed(page)).framed();
        }
    }

    /** A steered run in a frame: what {@code /{model}/{source}/{index}/steer?embed=true} shows. */
    @GET
    @Path("embed/{model}/{source}/{index}/steer")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page steer(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @QueryParam("embed") @Nullable String embed,
            @BeanParam SteerSettings.Words words,
            @Context UriInfo address) {
        SteerPage page =
                (SteerPage) steering.steer(model, source, index, words, address).view();
        return new Page(page, Templates.steerEmbed(page)).framed();
    }

    /** The page that makes the code; {@code show} says which parts, {@code set} that this was chosen. */
    @GET
    @Path("{model}/{source}/{index}/embed")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page builder(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @PathParam("index") String index,
            @QueryParam("show") List<String> show,
            @QueryParam("set") @Nullable String set,
            @QueryParam("text") @Nullable String text,
            @QueryParam("height") @Nullable String height) {
        FeatureAddress feature;
        try (OpenSource open = shelf.borrow(model, source)) {
            feature = new FeatureAddress(
                    model, source, FeatureResource.find(open, index).index());
        }
        EmbedParts parts = set == null
                ? new EmbedParts(true, true, false, true, true, false, false)
                : new EmbedParts(
                        show.contains("embedexplanation"),
                        show.contains("embedplots"),
                        show.contains("embedsteer"),
                        show.contains("embedactivations"),
                        show.contains("embedlink"),
                        show.contains("embedtest"),
                        show.contains("embedtestfield"));
        BuilderPage page =
                page(feature, parts, text == null ? "" : text, Parameters.whole("height", height, HEIGHT, 120, 4000));
        return new Page(page, Templates.builder(page));
    }

    private BuilderPage page(FeatureAddress feature, EmbedParts parts, String text, int height) {
        String frame = feature.path() + "?" + parts.query()
                + (text.isBlank() ? "" : "&defaulttesttext=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
        String code = "<iframe src=\"" + (site.base() + frame).replace("&", "&amp;") + "\" title=\"Feature " + feature
                + "\" width=\"100%\" height=\"" + height + "\" loading=\"lazy\"></iframe>";
        return new BuilderPage(
                cards.of(feature),
                parts.all(),
                text,
                height,
                frame,
                code,
                site.base() + feature.path(),
                "/picture/feature" + feature.path() + ".png");
    }
}
