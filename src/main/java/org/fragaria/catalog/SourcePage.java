package org.fragaria.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Provenance;
import org.fragaria.feature.Strip;
import org.fragaria.feature.Token;
import org.fragaria.feature.TokenTexts;
import org.fragaria.fit.FitReport;
import org.fragaria.measure.SourceManifest;
import org.fragaria.web.Format;

/**
 * What the page of a source shows; also its JSON.
 *
 * @param model the model's id
 * @param source the source's id
 * @param size number of features, dead ones included
 * @param dModel width of the tensor that the dictionary reads
 * @param place in words, what it reads
 * @param figures what came out of the measurement
 * @param provenance where the numbers come from
 * @param fit whether the dictionary fits as declared; null for sources that were made before there was a check
 * @param state what the table shows
 * @param unknownToken whether the token asked for is not in the vocabulary
 * @param total features that pass the filter
 * @param rows one page of them
 */
public record SourcePage(
        String model,
        String source,
        int size,
        int dModel,
        String place,
        SourceManifest.Figures figures,
        Provenance provenance,
        @Nullable FitReport fit,
        TableState state,
        boolean unknownToken,
        long total,
        List<Row> rows) {

    private static final int BEFORE = 9;
    private static final int AFTER = 5;

    /**
     * A feature in the table.
     *
     * @param lookup share that the current token alone explains; null if unknown
     * @param lookup2 share that the last two tokens explain; null if unknown
     * @param lookup3 share that the last three tokens explain; null if unknown
     * @param persistence mean length of its runs in tokens; null if it never fired
     * @param output output score; null if not measured
     * @param example the words around its strongest activation: a token alone seldom says what a feature is
     */
    public record Row(
            int index,
            float max,
            double density,
            @Nullable Double lookup,
            @Nullable Double lookup2,
            @Nullable Double lookup3,
            @Nullable Double persistence,
            @Nullable Double output,
            long[] histogram,
            List<Token> tokens,
            List<Token> example) {

        /** A row of the store with the model's tokens. */
        static Row of(FeatureStore.Row row, OpenSource open) {
            TokenTexts texts = open.tokens();
            return new Row(
                    row.index(),
                    row.max(),
                    row.density(),
                    known(row.firing().lookup().one()),
                    known(row.firing().lookup().two()),
                    known(row.firing().lookup().three()),
                    known(row.firing().persistence().tokens()),
                    known(row.firing().output().score()),
                    row.histogram(),
                    row.tokens().stream()
                            .map(score -> Token.of(score, texts, row.max()))
                            .toList(),
                    open.features().feature(row.index()).stream()
                            .flatMap(feature -> feature.top().stream().limit(1))
                            .flatMap(top -> Strip.around(top, BEFORE, AFTER, texts, row.max()).stream())
                            .toList());
        }

        private static @Nullable Double known(double value) {
            return Double.isNaN(value) ? null : value;
        }
    }

    static SourcePage of(OpenSource open, TableState state) {
        SourceManifest manifest = open.manifest();
        OptionalInt token = token(state.token(), open.tokens());
        boolean unknown = !state.token().isEmpty() && token.isEmpty();
        FeatureStore.Page page =
                unknown ? new FeatureStore.Page(0, List.of()) : open.features().table(state.query(token.orElse(-1)));
        return new SourcePage(
                manifest.model(),
                manifest.source(),
                open.features().size(),
                manifest.dictionaryFacts().dIn(),
                place(manifest),
                manifest.figures(),
                Provenance.of(manifest),
                manifest.fit(),
                state,
                unknown,
                page.total(),
                page.rows().stream().map(row -> Row.of(row, open)).toList());
    }

    /** A token by what it shows; a word typed without its leading space is found too. */
    static OptionalInt token(String text, TokenTexts texts) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalInt spaced = texts.find(" " + text);
        return spaced.isPresent() ? spaced : texts.find(text);
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

    /** Densities to choose from. */
    public List<TableState.Density> densities() {
        return Arrays.asList(TableState.Density.values());
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
