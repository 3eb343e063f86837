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
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Labels;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.NotFoundException;
import org.fragaria.web.Page;

/** {@code /{model}}: a model with its sources; {@code /{model}/{set}}, by way of {@link SourceResource}: those of a set. */
@Path("/")
public class ModelResource {

    @Inject
    Catalog catalog;

    @Inject
    LiveModels live;

    @Inject
    Labels labels;

    @CheckedTemplate(basePath = "catalog")
    static class Templates {
        static native TemplateInstance model(ModelPage page);

        private Templates() {}
    }

    @GET
    @Path("{model}")
    @Produces({MediaType.TEXT_HTML, MediaType.APPLICATION_JSON})
    public Page model(@PathParam("model") String model) {
        ModelPage page = page(model);
        if (page.sources().isEmpty() && page.broken().isEmpty()) {
            throw new NotFoundException("No model '" + model + "' here: the front page lists the models there are.");
        }
        return new Page(page, Templates.model(page));
    }

    /** The page of a source set; empty if the model has no source of that set. */
    Optional<Page> set(String model, String set) {
        ModelPage page = page(model).only(set);
        return page.sources().isEmpty() ? Optional.empty() : Optional.of(new Page(page, Templates.model(page)));
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
