package org.fragaria.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.Labels;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.measure.SourceManifest;

/** Counts what is on the shelf, for the front page. */
@ApplicationScoped
public class Inventory {

    @Inject
    Catalog catalog;

    @Inject
    LiveModels live;

    @Inject
    Labels labels;

    /**
     * A model in the list of models.
     *
     * @param facts what it is
     * @param sources number of sources that can be read
     * @param features their features, dead ones included
     * @param live their features that fired
     * @param corpusTokens tokens of the largest corpus any of them was measured on
     * @param fvu fraction of variance unexplained of the middle source
     */
    public record ModelRow(
            String model,
            ModelPage.Facts facts,
            int sources,
            long features,
            long live,
            long corpusTokens,
            double fvu) {}

    /** All models with a source that can be read, by id. */
    public List<ModelRow> models() {
        Map<String, List<SourceManifest>> byModel = new LinkedHashMap<>();
        for (Catalog.Shelved shelved : catalog.all()) {
            if (shelved instanceof Catalog.Readable readable) {
                byModel.computeIfAbsent(readable.address().model(), unseen -> new ArrayList<>())
                        .add(readable.open().manifest());
            }
        }
        return byModel.values().stream().map(Inventory::row).toList();
    }

    /** The sources of a model that can be read, by layer. */
    public List<ModelPage.Row> sources(String model) {
        return catalog.all().stream()
                .filter(Catalog.Readable.class::isInstance)
                .map(shelved -> ((Catalog.Readable) shelved).open().manifest())
                .filter(manifest -> manifest.model().equals(model))
                .map(manifest -> ModelPage.Row.of(
                        manifest,
                        live.canRun(manifest),
                        labels.labelled(new SourceAddress(manifest.model(), manifest.source())),
                        Map.of()))
                .toList();
    }

    /** Folders that cannot be read. */
    public List<ModelPage.BrokenSource> broken() {
        return catalog.all().stream()
                .filter(Catalog.Broken.class::isInstance)
                .map(Catalog.Broken.class::cast)
                .map(bad -> new ModelPage.BrokenSource(
                        bad.address().model(), bad.address().source(), bad.why()))
                .toList();
    }

    private static ModelRow row(List<SourceManifest> sources) {
        double[] fvus = sources.stream()
                .mapToDouble(source -> source.figures().fvu())
                .sorted()
                .toArray();
        return new ModelRow(
                sources.getFirst().model(),
                ModelPage.Facts.of(sources.getFirst().modelFacts()),
                sources.size(),
                sources.stream()
                        .mapToLong(source -> source.dictionaryFacts().dSae())
                        .sum(),
                sources.stream().mapToLong(source -> source.figures().live()).sum(),
                sources.stream()
                        .mapToLong(source -> source.corpus().tokens())
                        .max()
                        .orElse(0),
                fvus[fvus.length / 2]);
    }
}
