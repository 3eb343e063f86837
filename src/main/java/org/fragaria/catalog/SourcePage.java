package org.fragaria.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.fragaria.atlas.Atlas;
import org.fragaria.atlas.Colour;
import org.fragaria.atlas.MapDrawing;
import org.fragaria.atlas.Wording;
import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Provenance;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.fit.FitReport;
import org.fragaria.measure.SourceManifest;
import org.fragaria.web.Format;

/**
 * What the page of a source shows; also its JSON.
 *
 * @param model the model's id
 * @param source the source's id
 * @param beside the sources before and after it
 * @param size number of features, dead ones included
 * @param dModel width of the tensor that the dictionary reads
 * @param place in words, what it reads
 * @param labelled features with a label that somebody or some language model wrote, or that came with the source
 * @param named the first of them, those first that a lookup table explains least
 * @param figures what came out of the measurement
 * @param provenance where the numbers come from
 * @param fit whether the dictionary fits as declared; null for sources that were made before there was a check
 * @param state what the table shows
 * @param unknownToken what was asked for as a token and is not in the vocabulary; empty if there is no such thing
 * @param total features that pass the filter
 * @param rows one page of them
 * @param relaxed if there are none, which filters keep them out
 * @param map where the features lie; null while the map is being drawn for the first time
 * @param quickList address of a list of the features inside the line on the map; empty without such a line
 */
public record SourcePage(
        String model,
        String source,
        Beside beside,
        int size,
        int dModel,
        String place,
        int labelled,
        List<Name> named,
        SourceManifest.Figures figures,
        Provenance provenance,
        @Nullable FitReport fit,
        TableState state,
        String unknownToken,
        long total,
        List<SourceRow> rows,
        List<SourceTable.Relaxed> relaxed,
        @Nullable MapDrawing map,
        String quickList) {

    /** Features that a quick list takes from the map. */
    static final int QUICK = 100;

    /** Features that are named above the table. */
    static final int NAMED = 16;

    /** Features that are named on a map. */
    private static final int RINGS = 4;

    private static final int POINTS_BESIDE = 2_000;
    private static final int POINTS_FIRST = 6_000;

    /**
     * The sources beside this one in the list of the model.
     *
     * @param before id of the one before; null if this is the first
     * @param after id of the one after; null if this is the last
     */
    public record Beside(@Nullable String before, @Nullable String after) {}

    /**
     * A feature that is called something.
     *
     * @param method how that label was made
     */
    public record Name(int index, String label, String method) {}

    static SourcePage of(SourceTable table, SourceTable.Sources sources, Beside beside) {
        OpenSource open = table.open();
        SourceManifest manifest = open.manifest();
        FeatureStore.Page page = table.page();
        List<SourceRow> rows = page.rows().stream()
                .map(row -> SourceRow.of(row, open, sources.labels()))
                .toList();
        int labelled = sources.labels().labelled(new SourceAddress(manifest.model(), manifest.source()));
        List<Name> named = labelled == 0 ? List.of() : table.named(sources.labels());
        return new SourcePage(
                manifest.model(),
                manifest.source(),
                beside,
                open.features().size(),
                manifest.dictionaryFacts().dIn(),
                place(manifest),
                labelled,
                named,
                manifest.figures(),
                Provenance.of(manifest),
                manifest.fit(),
                table.state(),
                table.unknownToken(),
                page.total(),
                rows,
                page.total() == 0 && table.unknownToken().isEmpty() ? table.relaxed() : List.of(),
                drawing(table, sources, rings(rows, named)),
                table.state().map().lasso().isEmpty() ? "" : QuickList.link(manifest, table.first(QUICK)));
    }

    /** What is named on the map: what has a name, else the first rows of the table. */
    private static List<MapDrawing.Named> rings(List<SourceRow> rows, List<Name> named) {
        Stream<MapDrawing.Named> all = named.isEmpty()
                ? rows.stream().map(row -> new MapDrawing.Named(row.index(), row.name()))
                : named.stream().map(name -> new MapDrawing.Named(name.index(), name.label()));
        return all.limit(RINGS).toList();
    }

    private static @Nullable MapDrawing drawing(
            SourceTable table, SourceTable.Sources sources, List<MapDrawing.Named> named) {
        OpenSource open = table.open();
        MapState state = table.state().map();
        Optional<IntPredicate> found = state.find().isBlank()
                ? Optional.empty()
                : Optional.of(Wording.saying(state.find(), open, sources.labels()));
        int most = state.open() ? POINTS_FIRST : POINTS_BESIDE;
        return sources.atlas()
                .drawing(open, new Atlas.Wish(state.colour(), most, named, found))
                .orElse(null);
    }

    /** The hook point in words. */
    private static String place(SourceManifest manifest) {
        int layer = manifest.dictionaryFacts().address().layer();
        return switch (manifest.dictionaryFacts().address().point()) {
            case EMBED -> "the token embeddings";
            case RESID_PRE -> "the residual stream before layer " + layer;
            case ATTN_IN -> "what attention reads in layer " + layer;
            case Z -> "the attention heads of layer " + layer;
            case ATTN_OUT -> "what attention writes in layer " + layer;
            case RESID_MID -> "the residual stream inside layer " + layer;
            case MLP_IN -> "what the MLP reads in layer " + layer;
            case MLP_ACT -> "the MLP neurons of layer " + layer;
            case MLP_OUT -> "what the MLP writes in layer " + layer;
            case RESID_POST -> "the residual stream after layer " + layer;
            case FINAL_NORM -> "the output of the final norm";
        };
    }

    /** Number of pages, at least 1. */
    public int pages() {
        return (int) Math.max(1, (total + TableState.ROWS - 1) / TableState.ROWS);
    }

    /** The page before. */
    public int previousPage() {
        return state.page() - 1;
    }

    /** The page after. */
    public int nextPage() {
        return state.page() + 1;
    }

    /** The largest feature number. */
    public int lastIndex() {
        return size - 1;
    }

    /** Path of the source. */
    public String base() {
        return "/" + model + "/" + source;
    }

    /** Features that never fired. */
    public int dead() {
        return size - figures.live();
    }

    /** What the map can be coloured by. */
    public List<Colour> colours() {
        return Arrays.asList(Colour.values());
    }

    /** Ways in which labels are made, to choose from. */
    public List<Narrow.By> methods() {
        return Arrays.asList(Narrow.By.values());
    }

    /** Whether the line on the map holds more features than a quick list takes. */
    public boolean moreThanQuick() {
        return total > QUICK;
    }

    /** Densities to choose from. */
    public List<Density> densities() {
        return Arrays.asList(Density.values());
    }

    /** The order of the rows in words. */
    public String order() {
        String column =
                switch (state.sort()) {
                    case INDEX -> "by number";
                    case MAX -> "by strongest activation";
                    case DENSITY -> "by density";
                    case LOOKUP -> "by how much the current token alone explains";
                    case LOOKUP2 -> "by how much the last two tokens explain";
                    case LOOKUP3 -> "by how much the last three tokens explain";
                    case PERSISTENCE -> "by how long they stay on";
                    case OUTPUT -> "by output score: what they write when they are turned up";
                };
        return "Sorted " + column + (state.descending() ? ", highest first" : ", lowest first") + ".";
    }

    /** Which rows of how many, e.g. {@code 51–100 of 4,035}. */
    public String range() {
        if (rows.isEmpty()) {
            return "none of " + Format.count(size);
        }
        long first = (state.page() - 1L) * TableState.ROWS + 1;
        return Format.count(first) + "–" + Format.count(first + rows.size() - 1) + " of " + Format.count(total);
    }
}
