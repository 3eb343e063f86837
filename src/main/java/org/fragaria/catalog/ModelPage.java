package org.fragaria.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.SourceManifest;

/**
 * What the page of a model shows; also its JSON.
 *
 * @param model the model's id
 * @param facts what the model is; null if none of its sources can be read
 * @param sources its sources, by layer
 * @param broken folders that cannot be read
 */
public record ModelPage(String model, @Nullable Facts facts, List<Row> sources, List<BrokenSource> broken) {

    /** Features of all sources that fired. */
    public long live() {
        return sources.stream().mapToLong(row -> row.figures().live()).sum();
    }

    /** Whether some source can be run here. */
    public boolean runnable() {
        return sources.stream().anyMatch(Row::runnable);
    }

    /** What the model is, without the path of its files. */
    public record Facts(String family, int layers, int dModel, int vocabulary, int contextLength, long parameters) {

        static Facts of(SourceManifest.ModelFacts facts) {
            return new Facts(
                    facts.family(),
                    facts.layers(),
                    facts.dModel(),
                    facts.vocabulary(),
                    facts.contextLength(),
                    facts.parameters());
        }
    }

    /**
     * A source of the model.
     *
     * @param layer the layer that it reads
     * @param labelled features with a label that somebody or some language model wrote
     * @param runnable whether model and dictionary are on this machine, so that texts can be run and features turned
     * @param since when its present measurements were first seen here, ISO-8601; null if the database cannot say
     */
    public record Row(
            String source,
            int layer,
            boolean runnable,
            String address,
            String architecture,
            int size,
            int labelled,
            long corpusTokens,
            SourceManifest.Figures figures,
            @Nullable String since) {

        static Row of(SourceManifest manifest, boolean runnable, int labelled, Map<String, Instant> since) {
            Instant changed = since.get(manifest.source());
            return new Row(
                    manifest.source(),
                    manifest.dictionaryFacts().address().layer(),
                    runnable,
                    manifest.dictionaryFacts().address().toString(),
                    manifest.dictionaryFacts().architecture(),
                    manifest.dictionaryFacts().dSae(),
                    labelled,
                    manifest.corpus().tokens(),
                    manifest.figures(),
                    changed == null ? null : changed.toString());
        }
    }

    /** A folder at the place of a source that cannot be read, and why. */
    public record BrokenSource(String model, String source, String why) {}
}
