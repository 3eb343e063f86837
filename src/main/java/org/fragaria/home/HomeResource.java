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

/** {@code /}: what this is, what there is, and where to begin. */
@Path("/")
public class HomeResource {

    @Inject
    Inventory inventory;

    @CheckedTemplate(basePath = "home")
    static class Templates {
        static native TemplateInstance home(HomePage page);

        private Templates() {}
    }

    @GET
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page home() {
        HomePage page = new HomePage(inventory.models(), inventory.broken());
        return new Page(page, Templates.home(page));
    }
}
