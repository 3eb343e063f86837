package org.fragaria.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.measure.SourceManifest;

/**
 * What the page of a model, or of one of its source sets, shows; also its JSON.
 *
 * @param model the model's id
 * @param set the source set that the page is of, one family of dictionaries over the layers; null if it is of all
 * @param facts what the model is; null if none of its sources can be read
 * @param sources its sources, by layer
 * @param broken folders that cannot be read
 */
public record ModelPage(
        String model, @Nullable String set, @Nullable Facts facts, List<Row> sources, List<BrokenSource> broken) {

    /** The same of one set. */
    ModelPage only(String wanted) {
        return new ModelPage(
                model,
                wanted,
                facts,
                sources.stream().filter(row -> row.set().equals(wanted)).toList(),
                List.of());
    }

    /** Source sets that have several sources, in alphabetical order. */
    public List<String> sets() {
        return sources.stream()
                .collect(Collectors.groupingBy(Row::set, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(set -> set.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

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

        /** Its source set: what its id says behind the layer, {@code res-jb} of {@code 6-res-jb}. */
        public String set() {
            return source.substring(source.indexOf('-') + 1);
        }

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
