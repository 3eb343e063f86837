package org.fragaria.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;

/**
 * Features of other sources of the model whose decoder rows point the same way; also its JSON. Only sources that write to the
 * residual stream can be compared: it is the one space that they share. Between layers the cosine is a guide only, since the
 * model goes on working on what it wrote.
 *
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param reason why there is nothing to compare, for a person; empty if there is
 * @param compared features that were compared with
 * @param sources the nearest of each other source, in their order
 */
public record MatchesPage(
        String model, String source, int index, String reason, long compared, List<InSource> sources) {

    private static final int EACH = 3;

    /**
     * The nearest features of one source.
     *
     * @param base path of the source
     * @param layer the layer that its dictionary reads
     * @param features nearest first
     */
    public record InSource(String source, String base, int layer, List<Match> features) {}

    /** A feature with the cosine of the two decoder rows. */
    public record Match(Named feature, float cosine) {}

    /** Path of the source. */
    public String base() {
        return "/" + model + "/" + source;
    }

    static MatchesPage of(OpenSource open, int index, Shelf shelf, Labels labels) {
        String model = open.manifest().model();
        String source = open.manifest().source();
        Optional<Directions> own = open.features().directions();
        if (own.isEmpty()) {
            return without(open, index, "this source was made without its decoder directions");
        }
        if (!own.get().place().residual()) {
            return without(
                    open, index, "this dictionary does not write to the residual stream, which is what sources share");
        }
        if (own.get().norm(index) == 0) {
            return without(open, index, "the decoder row of this feature is zero");
        }
        float[] direction = own.get().row(index);
        List<InSource> sources = new ArrayList<>();
        long compared = 0;
        for (SourceAddress other : shelf.readable()) {
            if (other.model().equals(model) && !other.source().equals(source)) {
                try (OpenSource opened = shelf.borrow(model, other.source())) {
                    Optional<Directions> rows = opened.features()
                            .directions()
                            .filter(there -> there.place().residual() && there.width() == direction.length);
                    if (rows.isPresent()) {
                        sources.add(nearest(rows.get(), direction, opened, labels));
                        compared += rows.get().size();
                    }
                } catch (FragariaException broken) {
                    continue; // gone or broken since the list was made: the model's page says so
                }
            }
        }
        String reason = sources.isEmpty() ? "no other source of this model writes to the residual stream" : "";
        return new MatchesPage(model, source, index, reason, compared, sources);
    }

    private static MatchesPage without(OpenSource open, int index, String reason) {
        return new MatchesPage(open.manifest().model(), open.manifest().source(), index, reason, 0, List.of());
    }

    private static InSource nearest(Directions rows, float[] direction, OpenSource opened, Labels labels) {
        return new InSource(
                opened.manifest().source(),
                "/" + opened.manifest().model() + "/" + opened.manifest().source(),
                opened.manifest().dictionaryFacts().address().layer(),
                rows.nearest(direction, EACH).stream()
                        .map(near -> new Match(Named.of(near.feature(), opened, labels), near.cosine()))
                        .toList());
    }
}
