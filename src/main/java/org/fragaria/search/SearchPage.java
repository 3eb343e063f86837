package org.fragaria.search;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.feature.Token;
import org.fragaria.web.Parameters;

/**
 * What the search page shows; also its JSON.
 *
 * @param places models, sources, lists and features that the words name
 * @param sections what was found, by kind
 * @param runs the text as each model read it
 * @param labels how far the label index is
 * @param choices what the filters offer
 */
public record SearchPage(
        SearchState state,
        List<Place> places,
        List<Section> sections,
        List<TextRun> runs,
        LabelStatus labels,
        Choices choices) {

    /**
     * Something that has a name.
     *
     * @param kind {@code model}, {@code source}, {@code feature}, {@code list} ...
     * @param path where it is; null if the words name something that is not here
     * @param about a few words on it
     */
    public record Place(String kind, String name, @Nullable String path, String about) {}

    /**
     * What one kind of search found.
     *
     * @param kind {@code label}, {@code token} or {@code promotes}
     * @param hits features, best first
     * @param tokens tokens that the words are in the models that were looked through
     * @param suggestions if the words are no token: tokens that contain them
     * @param next link to the next hits; null if these are the last
     * @param skipped hits on the pages before
     */
    public record Section(
            String kind,
            List<Hit> hits,
            List<Token> tokens,
            List<String> suggestions,
            @Nullable String next,
            int skipped) {

        /** What stands above it. */
        public String heading() {
            return switch (kind) {
                case "label" -> "Labels";
                case "token" -> "Fires on it";
                default -> "Writes it";
            };
        }
    }

    /**
     * A text as one model read it.
     *
     * @param tokens the text's tokens, special ones included
     * @param special per token, whether it is special
     * @param sources columns of the view by token
     * @param hits features that fire, best first; empty in the view by token
     * @param found number of features that fire and pass the filter
     * @param rows the view by token; empty in the list
     * @param failures why some of its sources could not be read
     * @param next link to what follows; null if there is nothing
     * @param skipped hits or tokens on the pages before
     */
    public record TextRun(
            String model,
            List<Token> tokens,
            List<Boolean> special,
            List<String> sources,
            List<Hit> hits,
            int found,
            List<TokenRow> rows,
            List<String> failures,
            @Nullable String next,
            int skipped) {}

    /**
     * A token of the text with what fires on it.
     *
     * @param position its place in the text, from 0
     * @param cells per source of the run, its foremost features there
     */
    public record TokenRow(int position, Token token, List<Cell> cells) {}

    /** The foremost features of one source on one token. */
    public record Cell(List<Pick> picks) {}

    /**
     * A feature in the view by token.
     *
     * @param name its label, or its number
     * @param value its activation on the token
     * @param share that as a fraction of its maximum over the corpus
     * @param level shade of that, 1..10
     */
    public record Pick(String path, int index, String name, float value, double share, int level) {}

    /**
     * What filters offer.
     *
     * @param sources sources that can be chosen, of the chosen model if one is
     */
    public record Choices(
            List<String> models,
            List<String> sets,
            List<Integer> layers,
            List<SourceAddress> sources,
            List<String> methods) {

        static final List<Double> DENSITIES = List.of(1e-5, 1e-4, 1e-3, 0.0075, 0.01, 0.05, 0.1, 0.5);
        static final List<Double> LOOKUPS = List.of(0.3, 0.5, 0.7, 0.9);
    }

    /** Densities to choose from, with the one that is chosen. */
    public List<Double> densities() {
        return offered(
                Choices.DENSITIES, state.filter().leastDensity(), state.filter().mostDensity());
    }

    /** Lookup scores to choose from, with the one that is chosen. */
    public List<Double> lookups() {
        return offered(Choices.LOOKUPS, state.filter().mostLookup());
    }

    private static List<Double> offered(List<Double> usual, double... chosen) {
        return java.util.stream.DoubleStream.concat(
                        usual.stream().mapToDouble(Double::doubleValue),
                        java.util.Arrays.stream(chosen).filter(value -> value > 0 && value < 1))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    /** A kind of search to choose: how the address writes it, and how a person reads it. */
    public record Kind(String word, String name) {}

    /** Kinds of search. */
    public List<Kind> kinds() {
        return List.of(
                new Kind("all", "All"),
                new Kind("label", "Labels"),
                new Kind("token", "Fires on"),
                new Kind("promotes", "Writes"),
                new Kind("text", "Run a text"));
    }

    /** Whether anything was found. */
    public boolean found() {
        return !places.isEmpty()
                || sections.stream().anyMatch(section -> !section.hits().isEmpty())
                || runs.stream().anyMatch(run -> run.found() > 0);
    }

    /** The kind of search as the address writes it. */
    public String kind() {
        return Parameters.word(state.in());
    }
}
