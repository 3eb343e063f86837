package org.fragaria.home;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.UriBuilder;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.hub.Nearest;
import org.fragaria.problem.FragariaException;
import org.fragaria.web.Suggestions;

/** Models, sources, features and pages whose names are near what was asked for. */
@ApplicationScoped
class NearestPlaces implements Suggestions {

    private static final int MOST = 6;
    private static final int LONGEST = 100;
    private static final List<String> PAGES =
            List.of("search", "lists", "bookmarks", "account", "resources", "about/features", "random");

    @Inject
    Shelf shelf;

    @Override
    public List<Place> near(String path) {
        String[] parts = path.replaceAll("^/+", "").split("/+", -1);
        String first = bounded(parts[0]);
        List<String> models =
                shelf.readable().stream().map(SourceAddress::model).distinct().toList();
        List<Place> near = new ArrayList<>();
        if (models.contains(first)) {
            near.addAll(within(first, parts));
            near.add(place(first));
        } else {
            Nearest.to(first, PAGES, 2).forEach(page -> near.add(new Place("/" + page, "/" + page)));
            Nearest.to(first, models, 3).forEach(model -> near.add(place(model)));
            sources(first).forEach(near::add);
        }
        return near.stream().distinct().limit(MOST).toList();
    }

    /** A model is right: the nearest of its sources, and of the source's features. */
    private List<Place> within(String model, String[] parts) {
        if (parts.length < 2) {
            return List.of();
        }
        String source = bounded(parts[1]);
        List<String> sources = shelf.readable().stream()
                .filter(address -> address.model().equals(model))
                .map(SourceAddress::source)
                .toList();
        if (!sources.contains(source)) {
            return Nearest.to(source, sources, 4).stream()
                    .map(near -> place(model, near))
                    .toList();
        }
        List<Place> near = new ArrayList<>();
        if (parts.length > 2) {
            near.add(place(model, source, Integer.toString(nearestFeature(model, source, parts[2]))));
        }
        near.add(place(model, source));
        return near;
    }

    /** Somebody may have typed a source without its model. */
    private List<Place> sources(String name) {
        List<SourceAddress> all = shelf.readable();
        return Nearest.to(
                        name, all.stream().map(SourceAddress::source).distinct().toList(), 2)
                .stream()
                .flatMap(near -> all.stream().filter(address -> address.source().equals(near)))
                .map(address -> place(address.model(), address.source()))
                .limit(3)
                .toList();
    }

    private int nearestFeature(String model, String source, String index) {
        String digits = index.replaceAll("[^0-9].*", "");
        int last = 0;
        try (OpenSource open = shelf.borrow(model, source)) {
            last = open.features().size() - 1;
            return digits.isEmpty() ? 0 : Math.clamp(Long.parseLong(digits), 0, last);
        } catch (NumberFormatException e) {
            return last; // more digits than any number of features has
        } catch (FragariaException e) {
            return 0;
        }
    }

    private static Place place(String... parts) {
        String name = String.join("/", parts);
        String path = UriBuilder.fromPath("/").segment(parts).build().getRawPath();
        return new Place(path, name);
    }

    private static String bounded(String name) {
        return name.substring(0, Math.min(LONGEST, name.length()));
    }
}
