package org.fragaria.feature;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.fragaria.measure.SourceManifest;

/**
 * Where the numbers of a page come from: the manifest without paths, which mean nothing elsewhere.
 *
 * @param files names of the corpus's text files
 * @param tokens measured tokens
 * @param contextLength tokens per window
 * @param bos what was done about the first token
 * @param address where the dictionary reads
 * @param dictionary the dictionary's architecture
 * @param format the format of the dictionary's files; empty if unknown
 * @param assumed what its files do not say and was assumed, as sentences
 * @param fvu fraction of variance unexplained by the dictionary
 * @param l0 mean number of active features per token
 * @param settings the settings of the run
 * @param digest SHA-256 over all measured features
 * @param code version of Fragaria that measured
 * @param created when the run ended, ISO-8601 UTC
 */
public record Provenance(
        List<String> files,
        long tokens,
        int contextLength,
        String bos,
        String address,
        String dictionary,
        String format,
        List<String> assumed,
        double fvu,
        double l0,
        Map<String, String> settings,
        String digest,
        String code,
        String created) {

    /** What a manifest vouches for. */
    public static Provenance of(SourceManifest manifest) {
        SourceManifest.CorpusFacts corpus = manifest.corpus();
        return new Provenance(
                corpus.files(),
                corpus.tokens(),
                corpus.contextLength(),
                corpus.bos(),
                manifest.dictionaryFacts().address().toString(),
                manifest.dictionaryFacts().architecture(),
                Objects.requireNonNullElse(manifest.dictionaryFacts().format(), ""),
                Objects.requireNonNullElse(manifest.dictionaryFacts().assumed(), List.of()),
                manifest.figures().fvu(),
                manifest.figures().l0(),
                manifest.settings(),
                manifest.digest(),
                manifest.code(),
                manifest.created());
    }
}
