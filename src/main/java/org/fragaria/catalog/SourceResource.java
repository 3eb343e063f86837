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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import org.fragaria.atlas.Atlas;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.web.PageCache;
import org.fragaria.web.Site;

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

    @Inject
    PageCache pages;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "catalog")
    static class Templates {
        static native TemplateInstance source(SourcePage page);

        private Templates() {}
    }

    /** As a page. Kept once it is rendered. */
    @GET
    @Path("{model}/{source}")
    @Produces(MediaType.TEXT_HTML)
    public Response html(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @BeanParam TableState.Words words,
            @BeanParam Narrow.Words narrow,
            @BeanParam MapState.Words map,
            @Context Request request) {
        SourceAddress address = new SourceAddress(model, source);
        Optional<Response> elsewhere = feature(address, words).or(() -> set(address, request));
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        TableState state = words.state(narrow.narrow(), map.state());
        long beside = shelf.stamp();
        try (OpenSource open = shelf.borrow(model, source)) {
            Key key = new Key(open.opening(), beside, state, atlas.drawn(open), labels.stamp(address), site.address());
            return pages.answer(key, request, () -> Templates.source(page(open, state, address)));
        }
    }

    /** As JSON. */
    @GET
    @Path("{model}/{source}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response json(
            @PathParam("model") String model,
            @PathParam("source") String source,
            @BeanParam TableState.Words words,
            @BeanParam Narrow.Words narrow,
            @BeanParam MapState.Words map) {
        SourceAddress address = new SourceAddress(model, source);
        Optional<Response> feature = feature(address, words);
        if (feature.isPresent()) {
            return feature.get();
        }
        if (!shelf.holds(address)) {
            Optional<ModelPage> set = models.set(model, source);
            if (set.isPresent()) {
                return Response.ok(set.get()).build();
            }
        }
        try (OpenSource open = shelf.borrow(model, source)) {
            return Response.ok(page(open, words.state(narrow.narrow(), map.state()), address))
                    .build();
        }
    }

    /**
     * All that a page depends on.
     *
     * @param opening the opening of the source: another one when it was replaced
     * @param beside stamp of the shelf, which has the sources beside it
     * @param drawn whether its map is there
     * @param labels stamp of what its features are called
     * @param address where the page stands, which its share card names
     */
    private record Key(long opening, long beside, TableState state, boolean drawn, long labels, String address) {}

    /** The feature whose number was typed into the page. */
    private static Optional<Response> feature(SourceAddress address, TableState.Words words) {
        return Optional.ofNullable(words.index())
                .filter(index -> !index.isBlank())
                .map(index -> Response.seeOther(URI.create("/" + encoded(address.model()) + "/"
                                + encoded(address.source()) + "/" + encoded(index.strip())))
                        .build());
    }

    /** The page of a source set, if the address names no source that can be read. */
    private Optional<Response> set(SourceAddress address, Request request) {
        return shelf.holds(address) ? Optional.empty() : models.set(address.model(), address.source(), request);
    }

    private SourcePage page(OpenSource open, TableState state, SourceAddress address) {
        SourceTable.Sources sources = new SourceTable.Sources(labels, atlas);
        return SourcePage.of(SourceTable.of(open, state, sources), sources, beside(address));
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
