package org.fragaria.home;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.catalog.Inventory;
import org.fragaria.catalog.ModelPage.BrokenSource;
import org.fragaria.collection.Latest;
import org.fragaria.demo.DemoBuild;
import org.fragaria.demo.DemoProgress;
import org.fragaria.feature.Edition;
import org.fragaria.feature.Editions;
import org.fragaria.showcase.Showcase;
import org.fragaria.showcase.ShowcasePage;
import org.fragaria.web.PageCache;
import org.fragaria.web.Site;

/** {@code /}: what this is, what there is, and where to begin. */
@Path("/")
public class HomeResource {

    private static final int RECENT = 4;

    @Inject
    Inventory inventory;

    @Inject
    DemoBuild build;

    @Inject
    Showcase showcase;

    @Inject
    Example example;

    @Inject
    Latest latest;

    @Inject
    Editions editions;

    @Inject
    PageCache pages;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "home")
    static class Templates {
        static native TemplateInstance home(HomePage page);

        private Templates() {}
    }

    /** As a page. Kept once it is rendered. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response html(@QueryParam("light") @Nullable String light, @Context Request request) {
        DemoProgress making = build.progress().orElse(null);
        Key key = new Key(light, making, showcase.stamp(), editions.now(), site.address());
        return pages.answer(key, request, () -> Templates.home(page(light, making)));
    }

    /** As JSON. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public HomePage json(@QueryParam("light") @Nullable String light) {
        return page(light, build.progress().orElse(null));
    }

    /** All that the page depends on. */
    private record Key(
            @Nullable String light,
            @Nullable DemoProgress making,
            Showcase.Stamp showcase,
            Edition edition,
            String address) {}

    private HomePage page(@Nullable String light, @Nullable DemoProgress making) {
        ShowcasePage demo = showcase.page().orElse(null);
        return new HomePage(
                inventory.models(),
                broken(making),
                making,
                demo,
                demo == null ? "" : demo.lit(light == null ? "" : light),
                demo == null ? example.card().orElse(null) : null,
                latest.comments(RECENT),
                latest.lists(RECENT));
    }

    /** Folders that cannot be read, without those that the demo is replacing at this moment. */
    private List<BrokenSource> broken(@Nullable DemoProgress making) {
        return inventory.broken().stream()
                .filter(one -> making == null || !making.pending(one.source()))
                .toList();
    }
}
