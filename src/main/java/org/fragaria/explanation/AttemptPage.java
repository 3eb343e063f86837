package org.fragaria.explanation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Work for the language model: how far it is, or how it ended; also its JSON.
 *
 * @param id its id
 * @param model the model's id
 * @param source the source's id
 * @param index the feature's number
 * @param method how the explanation is written; empty if one that exists is only scored
 * @param scores methods of the scores
 * @param explanation id of the explanation, once there is one
 * @param state {@code waiting}, {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param done questions that are answered
 * @param total questions in all
 * @param note what it does, or why it failed
 * @param made when it was asked for, ISO-8601
 */
public record AttemptPage(
        String id,
        String model,
        String source,
        int index,
        String method,
        List<String> scores,
        @Nullable String explanation,
        String state,
        int done,
        int total,
        String note,
        String made) {

    /** Whether it has not ended. */
    public boolean open() {
        return state.equals("waiting") || state.equals("running");
    }

    /** Share of the questions that are answered, 0..1. */
    public double fraction() {
        return total == 0 ? 0 : done / (double) total;
    }

    /** Path of the feature's page. */
    public String feature() {
        return "/" + model + "/" + source + "/" + index;
    }

    /** Path of this page. */
    public String path() {
        return "/explanations/work/" + id;
    }
}
