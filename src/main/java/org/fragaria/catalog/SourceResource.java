package org.fragaria.catalog;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.atlas.Atlas;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.web.Page;

/** {@code /{model}/{source}}: a source with the table of its features and their map; {@code /{model}/{set}}: a source set. */
@Path("/")
public class SourceResource {

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    Atlas atlas;

    @Inject
    ModelResource models;

    @CheckedTemplate(basePath = "catalog")
    static class Templates {
        static native TemplateInstance source(SourcePage page);

        private Templates() {}
    }

    @GET
    @Path("{model}/{source}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Object source(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @BeanParam TableState.Words words,
            @BeanParam Narrow.Words narrow,
            @BeanParam MapState.Words map) {
        if (words.index() != null && !words.index().isBlank()) {
            return Response.seeOther(URI.create("/" + encoded(model) + "/" + encoded(source) + "/"
                            + encoded(words.index().strip())))
                    .build();
        }
        SourceAddress address = new SourceAddress(model, source);
        Optional<Page> set = shelf.readable().contains(address) ? Optional.empty() : models.set(model, source);
        if (set.isPresent()) {
            return set.get();
        }
        try (OpenSource open = shelf.borrow(model, source)) {
            SourceTable.Sources sources = new SourceTable.Sources(labels, atlas);
            SourceTable table = SourceTable.of(open, words.state(narrow.narrow(), map.state()), sources);
            SourcePage page = SourcePage.of(table, sources, beside(address));
            return new Page(page, Templates.source(page));
        }
    }

    private SourcePage.Beside beside(SourceAddress here) {
        List<String> all = shelf.readable().stream()
                .filter(other -> other.model().equals(here.model()))
                .map(SourceAddress::source)
                .toList();
        int at = all.indexOf(here.source());
        return new SourcePage.Beside(
                at > 0 ? all.get(at - 1) : null, at >= 0 && at + 1 < all.size() ? all.get(at + 1) : null);
    }

    /** The whole table that an address of the page shows, as JSON. */
    @GET
    @Path("{model}/{source}/table")
    @Produces(MediaType.APPLICATION_JSON)
    public TableExport table(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @BeanParam TableState.Words words,
            @BeanParam Narrow.Words narrow,
            @BeanParam MapState.Words map) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return export(open, words.state(narrow.narrow(), map.state()));
        }
    }

    /** The same as comma-separated values. */
    @GET
    @Path("{model}/{source}/table.csv")
    @Produces("text/csv")
    public Response csv(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @BeanParam TableState.Words words,
            @BeanParam Narrow.Words narrow,
            @BeanParam MapState.Words map) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return Response.ok(
                            export(open, words.state(narrow.narrow(), map.state()))
                                    .csv(),
                            "text/csv;charset=utf-8")
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"" + open.manifest().model() + "-"
                                    + open.manifest().source() + ".csv\"")
                    .build();
        }
    }

    private TableExport export(OpenSource open, TableState state) {
        return TableExport.of(SourceTable.of(open, state, new SourceTable.Sources(labels, atlas)), labels);
    }

    private static String encoded(String segment) {
        return UriBuilder.fromPath("{s}").build(segment).getRawPath();
    }
}
