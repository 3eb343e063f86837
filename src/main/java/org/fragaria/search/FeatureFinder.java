package org.fragaria.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.feature.FeatureStore.Sort;
import org.fragaria.feature.FeatureStore.TableQuery;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.search.SearchState.In;
import org.fragaria.search.SearchState.Rank;
import org.fragaria.search.SearchState.View;

/**
 * Finds features of one model for other rooms: by address, number, label, or a token that they fire on or make likelier.
 * Safe for any number of threads.
 */
@ApplicationScoped
public class FeatureFinder {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    LabelSearch index;

    /**
     * Features that some words may mean; those that the words name first, each once.
     *
     * @param limit how many at most
     */
    public List<FeatureCard> find(String model, String words, int limit) {
        Map<String, FeatureCard> found = new LinkedHashMap<>();
        String text = words.strip();
        if (text.isEmpty()) {
            return List.of();
        }
        Places.address(text)
                .filter(address -> address.model().isEmpty() || address.model().equals(model))
                .ifPresent(address -> add(found, card(model, address.source(), address.index())));
        if (NUMBER.matcher(text).matches()) {
            sources(model).forEach(source -> add(found, card(model, source, Integer.parseInt(text))));
        }
        FeatureSearch search = new FeatureSearch(shelf, labels, index);
        for (In kind : List.of(In.LABEL, In.TOKEN, In.PROMOTES)) {
            search.find(kind, state(model, text)).hits().forEach(hit -> add(found, Optional.of(hit.feature())));
        }
        return found.values().stream().limit(limit).toList();
    }

    /** Features of a source that write most: highest output score first; none where it was not measured. */
    public List<FeatureCard> writers(String model, String source, int limit) {
        TableQuery best = new TableQuery(Sort.OUTPUT, true, true, 0, 1, 1, 1, -1, 0, limit);
        try (OpenSource open = shelf.borrow(model, source)) {
            return open.features().table(best).rows().stream()
                    .filter(row -> row.firing().output().known())
                    .map(row -> FeatureCard.of(open, row, labels.best(open, row)))
                    .toList();
        } catch (FragariaException gone) {
            return List.of();
        }
    }

    /** One feature; empty if it is not here. */
    public Optional<FeatureCard> card(String model, String source, int feature) {
        try (OpenSource open = shelf.borrow(model, source)) {
            Optional<Row> row = open.features().row(feature);
            return row.map(there -> FeatureCard.of(open, there, labels.best(open, there)));
        } catch (FragariaException gone) {
            return Optional.empty();
        }
    }

    /** Ids of the readable sources of a model. */
    public List<String> sources(String model) {
        return shelf.readable().stream()
                .filter(address -> address.model().equals(model))
                .map(SourceAddress::source)
                .toList();
    }

    private static SearchState state(String model, String words) {
        Filter only = new Filter(model, "", -1, List.of(), 0, 1, 1, "");
        return new SearchState(words, In.ALL, Rank.BEST, View.FEATURES, List.of(), 1, false, only, null);
    }

    private static void add(Map<String, FeatureCard> found, Optional<FeatureCard> card) {
        card.ifPresent(one -> found.putIfAbsent(one.path(), one));
    }
}
