package org.fragaria.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.model.Address;
import org.fragaria.problem.FragariaException;

/**
 * Features that write in the direction of a vector, in all sources of a model that can be compared: those that write to the
 * same address, and where that is the residual stream, which all layers share, all that write to it.
 *
 * @param compared how many features were compared with
 * @param sources the nearest of each source, in their order; sources that hold none are left out
 */
public record Alike(long compared, List<MatchesPage.InSource> sources) {

    private static final int EACH = 3;

    /**
     * Looks at every feature.
     *
     * @param address what is written to
     * @param direction {@code [width]}, not all 0
     */
    public static Alike of(String model, Address address, float[] direction, Shelf shelf, Labels labels) {
        List<MatchesPage.InSource> sources = new ArrayList<>();
        long compared = 0;
        for (SourceAddress source : shelf.readable()) {
            if (source.model().equals(model)) {
                try (OpenSource open = shelf.borrow(model, source.source())) {
                    Optional<Directions> rows = open.features()
                            .directions()
                            .filter(there -> there.width() == direction.length && same(there.place(), address));
                    if (rows.isPresent()) {
                        sources.add(nearest(rows.get(), direction, open, labels));
                        compared += rows.get().size();
                    }
                } catch (FragariaException broken) {
                    continue; // gone or broken since the list was made: the model's page says so
                }
            }
        }
        return new Alike(compared, sources);
    }

    private static boolean same(Directions.Place place, Address address) {
        return place.residual() && address.point().written() || place.writes().equals(address.toString());
    }

    private static MatchesPage.InSource nearest(Directions rows, float[] direction, OpenSource open, Labels labels) {
        return new MatchesPage.InSource(
                open.manifest().source(),
                "/" + open.manifest().model() + "/" + open.manifest().source(),
                open.manifest().dictionaryFacts().address().layer(),
                rows.nearest(direction, EACH).stream()
                        .map(near -> new MatchesPage.Match(Named.of(near.feature(), open, labels), near.cosine()))
                        .toList());
    }
}
