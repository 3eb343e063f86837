package org.fragaria.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Edition;
import org.fragaria.feature.Editions;
import org.fragaria.feature.Labels;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.PageCache;
import org.fragaria.web.Site;

/** {@code /{model}}: a model with its sources; {@code /{model}/{set}}, by way of {@link SourceResource}: those of a set. */
@Path("/")
public class ModelResource {

    @Inject
    Catalog catalog;

    @Inject
    LiveModels live;

    @Inject
    Labels labels;

    @Inject
    Editions editions;

    @Inject
    PageCache pages;

    @Inject
    Site site;

    @CheckedTemplate(basePath = "catalog")
    static class Templates {
        static native TemplateInstance model(ModelPage page);

        private Templates() {}
    }

    /** As a page. Kept once it is rendered. */
    @GET
    @Path("{model}")
    @Produces(MediaType.TEXT_HTML)
    public Response html(@PathParam("model") String model, @Context Request request) {
        return pages.answer(key(model, null), request, () -> Templates.model(found(model)));
    }

    /** As JSON. */
    @GET
    @Path("{model}")
    @Produces(MediaType.APPLICATION_JSON)
    public ModelPage json(@PathParam("model") String model) {
        return found(model);
    }

    /** All that a page depends on. */
    private record Key(String model, @Nullable String set, Edition edition, String address) {}

    private Key key(String model, @Nullable String set) {
        return new Key(model, set, editions.now(), site.address());
    }

    private ModelPage found(String model) {
        ModelPage page = page(model);
        if (page.sources().isEmpty() && page.broken().isEmpty()) {
            throw new NotFoundException("No model '" + model + "' here: the front page lists the models there are.");
        }
        return page;
    }

    /** The page of a source set; empty if the model has no source of that set. */
    Optional<Response> set(String model, String set, Request request) {
        Key key = key(model, set);
        return set(model, set).map(page -> pages.answer(key, request, () -> Templates.model(page)));
    }

    /** What the page of a source set shows; empty if the model has no source of that set. */
    Optional<ModelPage> set(String model, String set) {
        ModelPage page = page(model).only(set);
        return page.sources().isEmpty() ? Optional.empty() : Optional.of(page);
    }

    private ModelPage page(String model) {
        Map<String, Instant> since =
                Source.of(model).stream().collect(Collectors.toMap(source -> source.name, source -> source.changed));
        ModelPage.@Nullable Facts facts = null;
        List<ModelPage.Row> rows = new ArrayList<>();
        List<ModelPage.BrokenSource> broken = new ArrayList<>();
        for (Catalog.Shelved shelved : catalog.all()) {
            if (!shelved.address().model().equals(model)) {
                continue;
            }
            switch (shelved) {
                case Catalog.Readable readable -> {
                    SourceManifest manifest = readable.open().manifest();
                    facts = ModelPage.Facts.of(manifest.modelFacts());
                    rows.add(ModelPage.Row.of(
                            manifest,
                            live.canRun(manifest),
                            labels.labelled(new SourceAddress(model, manifest.source())),
                            since));
                }
                case Catalog.Broken bad ->
                    broken.add(new ModelPage.BrokenSource(model, bad.address().source(), bad.why()));
            }
        }
        return new ModelPage(model, null, facts, rows, broken);
    }
}
