package org.fragaria.home;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.catalog.Inventory;
import org.fragaria.web.Page;

/** {@code /resources}: every model and source here, and what can be done with each. */
@Path("resources")
public class ResourcesResource {

    @Inject
    Inventory inventory;

    @CheckedTemplate(basePath = "home")
    static class Templates {
        static native TemplateInstance resources(ResourcesPage page);

        private Templates() {}
    }

    /** The page. */
    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page resources() {
        ResourcesPage page = new ResourcesPage(
                inventory.models().stream()
                        .map(model -> new ResourcesPage.Entry(model, inventory.sources(model.model())))
                        .toList(),
                inventory.broken());
        return new Page(page, Templates.resources(page));
    }
}
