package org.fragaria.catalog;

import java.net.URI;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.web.Page;

/** {@code /{model}/{source}}: a source with the table of its features. */
@Path("/")
public class SourceResource {

    @Inject
    Shelf shelf;

    @CheckedTemplate(basePath = "catalog")
    static class Templates {
        static native TemplateInstance source(SourcePage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/{source}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Object source(
            @PathParam("model") String model, @PathParam("source") String source, @BeanParam TableState.Words words) {
        if (words.index() != null && !words.index().isBlank()) {
            return Response.seeOther(URI.create("/" + encoded(model) + "/" + encoded(source) + "/"
                            + encoded(words.index().strip())))
                    .build();
        }
        try (OpenSource open = shelf.borrow(model, source)) {
            SourcePage page = SourcePage.of(open, words.state());
            return new Page(page, Templates.source(page));
        }
    }

    private static String encoded(String segment) {
        return jakarta.ws.rs.core.UriBuilder.fromPath("{s}").build(segment).getRawPath();
    }
}
