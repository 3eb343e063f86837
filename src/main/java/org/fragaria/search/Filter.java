package org.fragaria.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.Label;
import org.fragaria.measure.SourceManifest;

/**
 * What a search may find; the same for every kind of search.
 *
 * @param model only this model; empty for any
 * @param set only this set of dictionaries, the part of a source's id behind its layer; empty for any
 * @param layer only dictionaries of this layer; -1 for any
 * @param sources only sources with these ids; empty for any
 * @param leastDensity least share of tokens on which a feature fires, 0 for no bound
 * @param mostDensity greatest one, 1 for no bound
 * @param mostLookup greatest share of its variance that the current token explains, 1 for no bound; features without one
 *     do not pass a bound
 * @param method only labels of this method; empty for any
 */
public record Filter(
        String model,
        String set,
        int layer,
        List<String> sources,
        double leastDensity,
        double mostDensity,
        double mostLookup,
        String method) {

    /** Lets everything pass. */
    public static final Filter NONE = new Filter("", "", -1, List.of(), 0, 1, 1, "");

    /** Whether anything is left out. */
    public boolean active() {
        return !equals(NONE);
    }

    /** Whether features, and not only sources, are left out. */
    boolean bounded() {
        return leastDensity > 0 || mostDensity < 1 || mostLookup < 1 || !method.isEmpty();
    }

    boolean admits(SourceManifest manifest) {
        return (model.isEmpty() || model.equals(manifest.model()))
                && (set.isEmpty() || set.equals(set(manifest.source())))
                && (layer < 0 || layer == manifest.dictionaryFacts().address().layer())
                && (sources.isEmpty() || sources.contains(manifest.source()));
    }

    boolean admits(FeatureStore.Row row) {
        return row.density() >= leastDensity
                && row.density() <= mostDensity
                && (mostLookup >= 1 || row.firing().lookup().one() <= mostLookup);
    }

    boolean admits(@Nullable Label label) {
        return method.isEmpty() || label != null && label.method().equals(method);
    }

    /** The set of a source: {@code res-4k} of {@code 2-res-4k}; an id without a layer is its own set. */
    static String set(String source) {
        int end = 0;
        while (end < source.length() && Character.isDigit(source.charAt(end))) {
            end++;
        }
        return end > 0 && end + 1 < source.length() && source.charAt(end) == '-' ? source.substring(end + 1) : source;
    }
}
