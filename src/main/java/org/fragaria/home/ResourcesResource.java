package org.fragaria.home;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.catalog.Inventory;
import org.fragaria.feature.Edition;
import org.fragaria.feature.Editions;
import org.fragaria.web.PageCache;
import org.fragaria.web.Site;

/** {@code /resources}: every model and source here, and what can be done with each. */
@Path("resources")
public class ResourcesResource {

    @Inject
    Inventory inventory;

    @Inject
    Editions editions;

    @Inject
    PageCache pages;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "home")
    static class Templates {
        static native TemplateInstance resources(ResourcesPage page);

        private Templates() {}
    }

    /** As a page. Kept once it is rendered. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response html(@Context Request request) {
        return pages.answer(new Key(editions.now(), site.address()), request, () -> Templates.resources(page()));
    }

    /** As JSON. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public ResourcesPage json() {
        return page();
    }

    /** All that the page depends on. */
    private record Key(Edition edition, String address) {}

    private ResourcesPage page() {
        return new ResourcesPage(
                inventory.models().stream()
                        .map(model -> new ResourcesPage.Entry(model, inventory.sources(model.model())))
                        .toList(),
                inventory.broken());
    }
}
