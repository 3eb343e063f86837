package org.fragaria.neuronpedia;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.fragaria.lab.LabResult.Side;

/**
 * The reply of {@code POST /api/steer}: what was written after the prompt.
 *
 * @param steered the text with the changes
 * @param normal the text of the model left alone
 * @param id always null: nothing is stored, since the address is the run
 * @param shareUrl the address of the same run in the lab, absolute
 * @param limit always null: requests are not counted by the hour
 */
@Schema(description = "Neuronpedia's reply of a steered completion")
public record SteerReply(
        @JsonProperty("STEERED") String steered,
        @JsonProperty("DEFAULT") String normal,
        @JsonProperty("steeredLogProbs") List<LogProb> steeredLogProbs,
        @JsonProperty("defaultLogProbs") List<LogProb> defaultLogProbs,
        @JsonProperty("id") @Nullable String id,
        @JsonProperty("shareUrl") String shareUrl,
        @JsonProperty("limit") @Nullable String limit) {

    static SteerReply of(SteerRun run, SteerRun.Texts texts) {
        return new SteerReply(
                written(texts.steered()),
                written(texts.normal()),
                texts.steered().places().stream().map(LogProb::steered).toList(),
                texts.normal().places().stream().map(LogProb::normal).toList(),
                null,
                run.shareUrl(),
                null);
    }

    /** The text without the token that ended it. */
    private static String written(Side side) {
        boolean ended = side.end().equals("end_of_text");
        return new Side(side.places().subList(0, side.places().size() - (ended ? 1 : 0)), "").text();
    }
}
