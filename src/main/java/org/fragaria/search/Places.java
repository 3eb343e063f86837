package org.fragaria.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.search.SearchPage.Place;
import org.fragaria.web.Format;

/**
 * What words name: a feature by its address ({@code source/2114}, {@code model/source/2114}, a whole URL of this site, of
 * another Fragaria or of Neuronpedia), features by a bare number, models and sources by a part of their id.
 */
record Places(Shelf shelf) {

    private static final Pattern URL = Pattern.compile(
            "(?:https?://)?[\\w.-]+(?::\\d+)?/(?:api/feature/)?([^/?#\\s]+/[^/?#\\s]+/\\d{1,9})(?:[/?#.].*)?");
    private static final Pattern FEATURE = Pattern.compile("(?:([^/\\s]+)/)?([^/\\s]+)/(\\d{1,9})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int MOST_NUMBERED = 6;

    /** The address that the words are, its model empty if they have none. */
    record Address(String model, String source, int index) {
        @Override
        public String toString() {
            return (model.isEmpty() ? "" : model + "/") + source + "/" + index;
        }
    }

    static Optional<Address> address(String words) {
        String text = words.strip();
        Matcher feature = FEATURE.matcher(text);
        if (!feature.matches()) {
            Matcher url = URL.matcher(text);
            if (!url.matches()) {
                return Optional.empty();
            }
            feature = FEATURE.matcher(url.group(1));
            if (!feature.matches()) {
                return Optional.empty();
            }
        }
        String model = feature.group(1) == null ? "" : feature.group(1);
        return Optional.of(new Address(model, feature.group(2), Integer.parseInt(feature.group(3))));
    }

    /** Path of the feature at an address, if its source is here and has it. */
    Optional<String> path(Address address) {
        return shelf.readable().stream()
                .filter(source -> source.source().equals(address.source()))
                .filter(source -> address.model().isEmpty() || source.model().equals(address.model()))
                .filter(source -> address.index() < size(source))
                .findFirst()
                .map(source -> "/" + source + "/" + address.index());
    }

    /** All that the words name. */
    List<Place> named(String words, Filter filter, int limit) {
        List<Place> places = new ArrayList<>();
        String text = words.strip();
        address(text)
                .filter(address -> path(address).isEmpty())
                .ifPresent(address ->
                        places.add(new Place("feature", address.toString(), null, "is not here: " + missing(address))));
        if (NUMBER.matcher(text).matches()) {
            numbered(Integer.parseInt(text), filter, places);
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        shelf.readable().stream()
                .map(SourceAddress::model)
                .distinct()
                .filter(model -> model.toLowerCase(Locale.ROOT).contains(wanted))
                .forEach(model -> places.add(new Place("model", model, "/" + model, sources(model))));
        shelf.readable().stream()
                .filter(source -> source.toString().toLowerCase(Locale.ROOT).contains(wanted)
                        && !source.model().toLowerCase(Locale.ROOT).contains(wanted))
                .forEach(source -> places.add(new Place(
                        "source", source.toString(), "/" + source, Format.count(size(source)) + " features")));
        return places.stream().limit(limit).toList();
    }

    private void numbered(int index, Filter filter, List<Place> places) {
        shelf.readable().stream()
                .filter(source -> (filter.model().isEmpty() || filter.model().equals(source.model()))
                        && (filter.sources().isEmpty() || filter.sources().contains(source.source())))
                .filter(source -> index < size(source))
                .limit(MOST_NUMBERED)
                .forEach(source -> places.add(
                        new Place("feature", source + "/" + index, "/" + source + "/" + index, "by its number")));
    }

    private String missing(Address address) {
        List<SourceAddress> here = shelf.readable();
        if (!address.model().isEmpty() && here.stream().noneMatch(s -> s.model().equals(address.model()))) {
            return "this server has no model " + address.model() + ".";
        }
        if (here.stream().noneMatch(s -> s.source().equals(address.source()))) {
            return "this server has no source " + address.source() + ".";
        }
        return "its source has no feature of this number.";
    }

    private String sources(String model) {
        long count = shelf.readable().stream()
                .filter(source -> source.model().equals(model))
                .count();
        return count + (count == 1 ? " source" : " sources");
    }

    private int size(SourceAddress address) {
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            return open.features().size();
        } catch (FragariaException gone) {
            return 0; // removed or replaced just now: it is not found, as if asked a moment later
        }
    }
}
