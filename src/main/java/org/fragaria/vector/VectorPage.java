package org.fragaria.vector;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Alike;
import org.fragaria.feature.MatchesPage;

/**
 * What the page of a vector shows; also its JSON.
 *
 * @param id what names it in interventions
 * @param address what it is added to
 * @param norm its length
 * @param typical how long the tensor there typically is; NaN if that cannot be told here
 * @param contrast the texts it was made of, and how; null if it was uploaded
 * @param compared how many features it was compared with
 * @param nearest features that write most in its direction, by source
 * @param given whether it came with the server, so that nobody can delete it
 * @param mine whether this browser made it
 * @param made when, ISO-8601
 * @param values the vector, {@code [width]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record VectorPage(
        String model,
        String id,
        String title,
        String address,
        int width,
        double norm,
        double typical,
        @Nullable Contrast contrast,
        long compared,
        List<MatchesPage.InSource> nearest,
        boolean listed,
        boolean given,
        boolean mine,
        String made,
        float[] values) {

    static VectorPage of(StoredVector vector, double typical, Alike alike, boolean mine) {
        return new VectorPage(
                vector.model(),
                vector.id(),
                vector.title(),
                vector.address().toString(),
                vector.values().length,
                vector.norm(),
                typical,
                vector.contrast(),
                alike.compared(),
                alike.sources(),
                vector.listed(),
                vector.given(),
                mine,
                vector.made(),
                vector.values());
    }

    /** Its length beside that of the tensor that it is added to. */
    public double share() {
        return norm / typical;
    }

    /** Whether it is known how long the tensor there is. */
    @JsonIgnore
    public boolean compares() {
        return typical > 0;
    }

    /** Whether it can be told how far apart the two sets of texts lie. */
    @JsonIgnore
    public boolean separates() {
        return contrast != null && !Double.isNaN(contrast.apart());
    }

    /** Its path. */
    public String path() {
        return "/" + model + "/vectors/" + id;
    }
}
