package org.fragaria.vector;

import java.util.List;

/**
 * What the page of a model's vectors shows; also its JSON.
 *
 * @param model the model's id
 * @param mine vectors that this browser made, the newest first
 * @param listed vectors that their makers show to everybody, the newest first
 * @param addresses where a vector can be made here, in the order of the pass; empty if the model cannot be run
 * @param suggested the address that the form begins with
 */
public record VectorsPage(String model, List<Row> mine, List<Row> listed, List<String> addresses, String suggested) {

    /**
     * A vector in a list.
     *
     * @param positive how many texts have what it stands for; 0 of an uploaded one
     * @param negative how many have it not
     * @param given whether it came with the server
     */
    public record Row(
            String id,
            String title,
            String address,
            int width,
            double norm,
            int positive,
            int negative,
            boolean given,
            String made) {

        static Row of(StoredVector vector) {
            Contrast contrast = vector.contrast();
            return new Row(
                    vector.id(),
                    vector.title(),
                    vector.address().toString(),
                    vector.values().length,
                    vector.norm(),
                    contrast == null ? 0 : contrast.positive().size(),
                    contrast == null ? 0 : contrast.negative().size(),
                    vector.given(),
                    vector.made());
        }
    }

    /** Whether vectors can be made here. */
    public boolean live() {
        return !addresses.isEmpty();
    }

    /** Its path. */
    public String path() {
        return "/" + model + "/vectors";
    }
}
