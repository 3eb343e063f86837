package org.fragaria.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.search.SearchPage.Place;
import org.fragaria.search.Suggestions.Suggestion;

/** Offers labels, tokens and places that begin with, or contain, what was typed; it runs no encoder and no model. */
record Suggesting(Shelf shelf, Labels labels, LabelSearch index, Places places) {

    /** Characters beyond which nothing is offered: that is a text, and not the beginning of a name. */
    private static final int LONGEST = 100;

    private static final int LABELS = 5;
    private static final int TOKENS = 4;
    private static final int PLACES = 3;

    Suggestions of(String typed) {
        String words = typed.strip();
        if (words.isEmpty() || words.length() > LONGEST) {
            return new Suggestions(typed, List.of());
        }
        List<Suggestion> offers = new ArrayList<>();
        Places.address(words)
                .flatMap(places::path)
                .ifPresent(path -> offers.add(new Suggestion("feature", path.substring(1), "open the feature", path)));
        for (LabelHit label : index.begun(words, LABELS)) {
            String at = label.model() + "/" + label.source() + "/" + label.index();
            offers.add(new Suggestion("label", label.text(), at, "/" + at));
        }
        for (String token : tokens(words)) {
            offers.add(new Suggestion(
                    "token",
                    token,
                    "features that fire on it",
                    "/search?q=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&in=token"));
        }
        for (Place place : places.named(words, Filter.NONE, PLACES)) {
            if (place.path() != null) {
                offers.add(new Suggestion(place.kind(), place.name(), place.about(), place.path()));
            }
        }
        return new Suggestions(typed, offers);
    }

    private Set<String> tokens(String words) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> models = new LinkedHashSet<>();
        for (SourceAddress address : shelf.readable()) {
            if (models.add(address.model()) && found.size() < TOKENS) { // all sources of a model have its tokens
                try (OpenSource open = shelf.borrow(address.model(), address.source())) {
                    open.tokens().containing(words, TOKENS).stream()
                            .filter(token -> found.size() < TOKENS)
                            .forEach(found::add);
                } catch (FragariaException gone) {
                    // removed just now: others have tokens too
                }
            }
        }
        return found;
    }
}
