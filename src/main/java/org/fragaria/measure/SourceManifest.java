package org.fragaria.measure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.fit.FitReport;
import org.fragaria.model.Address;

/**
 * What a source folder says of itself, stored as {@code manifest.json} beside its index: which model and dictionary,
 * which corpus, which settings, which figures came out. A server needs nothing else to list a source.
 *
 * <p>Layout of a data folder: {@code {data}/{model}/{source}/} holds {@code manifest.json}, {@code index/} (Lucene),
 * {@code vectors.safetensors} (decoder directions) and {@code tokenizer.json} (the model's, so that tokens can be shown without
 * the model).
 *
 * @param formatVersion version of the folder's layout; readers refuse newer ones
 * @param model the model's id, e.g. {@code stories260k}
 * @param source the source's id {@code {layer}-{set}}, e.g. {@code 2-topk}
 * @param modelFacts what the model is
 * @param dictionaryFacts what the dictionary is
 * @param corpus what it was measured on
 * @param figures what came out
 * @param settings the settings of the run, by name
 * @param digest SHA-256 (hex) over all measured features in order: equal digests, equal measurements
 * @param code version of Fragaria that made it
 * @param created when the run ended, ISO-8601 UTC
 * @param fit how well the dictionary fits, and other readings of it; null in folders that were made before there was a check
 */
public record SourceManifest(
        int formatVersion,
        String model,
        String source,
        ModelFacts modelFacts,
        DictionaryFacts dictionaryFacts,
        CorpusFacts corpus,
        Figures figures,
        Map<String, String> settings,
        String digest,
        String code,
        String created,
        @Nullable FitReport fit) {

    /** The layout version that this build writes; the index has one of its own, and goes up with it. */
    public static final int FORMAT_VERSION = 3;

    /**
     * @param path folder of the model, absolute; it may have moved since
     * @param family architecture class, e.g. {@code LlamaForCausalLM}
     * @param layers number of blocks
     * @param dModel width of the residual stream
     * @param vocabulary number of token ids
     * @param contextLength longest input in tokens
     * @param parameters number of weights
     */
    public record ModelFacts(
            String path, String family, int layers, int dModel, int vocabulary, int contextLength, long parameters) {}

    /**
     * @param path folder of the dictionary, absolute; it may have moved since
     * @param architecture {@code standard}, {@code topk}, {@code jumprelu} or {@code gated}
     * @param address where it reads
     * @param dIn width of its input
     * @param dSae number of features
     * @param normalization the dictionary's {@code normalize_activations}
     * @param format the format of its files; empty in manifests that are older than formats
     * @param assumed what its files do not say and was taken from the description of the format, as sentences
     */
    public record DictionaryFacts(
            String path,
            String architecture,
            Address address,
            int dIn,
            int dSae,
            String normalization,
            @Nullable String format,
            @Nullable List<String> assumed) {

        public DictionaryFacts {
            format = format == null ? "" : format;
            assumed = assumed == null ? List.of() : List.copyOf(assumed);
        }

        /** Without a word on its files. */
        public DictionaryFacts(
                String path, String architecture, Address address, int dIn, int dSae, String normalization) {
            this(path, architecture, address, dIn, dSae, normalization, "", List.of());
        }
    }

    /**
     * @param files names of the text files, in order
     * @param tokens measured tokens (excluded special tokens not counted)
     * @param windows number of windows
     * @param contextLength tokens per window, BOS included
     * @param bos {@code first token excluded} and the like: what was done about BOS, in words
     */
    public record CorpusFacts(List<String> files, long tokens, long windows, int contextLength, String bos) {}

    /**
     * @param fvu fraction of variance unexplained by the dictionary's reconstruction
     * @param l0 mean number of active features per token
     * @param live features that fired at least once
     * @param medianDensity median density of live features
     * @param medianLookup median share that the current token alone explains, over features that have one; NaN for none
     * @param medianLookup2 the same of the last two tokens
     * @param medianLookup3 the same of the last three tokens
     * @param medianPersistence median of the mean run length of live features, in tokens; NaN for none
     * @param medianOutput median output score over features that have one; NaN for none
     * @param seconds wall time of the pass
     */
    public record Figures(
            double fvu,
            double l0,
            int live,
            double medianDensity,
            double medianLookup,
            double medianLookup2,
            double medianLookup3,
            double medianPersistence,
            double medianOutput,
            double seconds) {}
}
