package org.fragaria.home;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.catalog.Inventory;
import org.fragaria.collection.Latest;
import org.fragaria.demo.DemoBuild;
import org.fragaria.showcase.Showcase;
import org.fragaria.showcase.ShowcasePage;
import org.fragaria.web.Page;

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

    @CheckedTemplate(basePath = "home")
    static class Templates {
        static native TemplateInstance home(HomePage page);

        private Templates() {}
    }

    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page home(@QueryParam("light") @Nullable String light) {
        ShowcasePage demo = showcase.page().orElse(null);
        HomePage page = new HomePage(
                inventory.models(),
                inventory.broken(),
                build.progress().orElse(null),
                demo,
                demo == null ? "" : demo.lit(light == null ? "" : light),
                demo == null ? example.card().orElse(null) : null,
                latest.comments(RECENT),
                latest.lists(RECENT));
        return new Page(page, Templates.home(page));
    }
}
