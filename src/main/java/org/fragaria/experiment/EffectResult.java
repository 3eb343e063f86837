package org.fragaria.experiment;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a text loses when features are off.
 *
 * @param id digest of model and request
 * @param model the model's id
 * @param request what was asked for
 * @param tokens the text in tokens
 * @param changes each change alone, and last, if there are several, all together
 * @param attribution which features matter for one token; null if that was not asked
 * @param seconds wall time
 * @param version version of the program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EffectResult(
        String id,
        String model,
        EffectRequest request,
        List<Piece> tokens,
        List<Change> changes,
        @Nullable Attribution attribution,
        double seconds,
        String version) {

    /**
     * A token of the text.
     *
     * @param id its id
     * @param text how it is shown
     * @param loss its loss with nothing changed, nats; null of the first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Piece(int id, String text, @Nullable Double loss) {

        /** Its probability with nothing changed, 0..1; null of the first. */
        @JsonProperty
        public @Nullable Double probability() {
            Double nats = loss;
            return nats == null ? null : (Double) Math.exp(-nats);
        }
    }

    /**
     * What one change does.
     *
     * @param name source and number, or {@code all together}
     * @param label what the feature is called; empty if nobody says
     * @param loss change of the loss of each token, nats: above 0 where the token is foreseen worse; 0 of the first
     * @param kl {@code KL(unchanged ‖ changed)} of what is expected in the place of each token, nats; 0 of the first
     * @param mean mean change of the loss, nats per token
     */
    public record Change(String name, String label, List<Double> loss, List<Double> kl, double mean) {}

    /**
     * Features ranked by what their absence does to one token.
     *
     * @param token its position
     * @param probability its probability with nothing changed, 0..1
     * @param tried how many features were switched off, one after the other
     * @param active how many were active before the token in the sources that were looked at
     * @param features those that matter most, by the size of what they do
     * @param failures per source why it could not be looked at, in words
     */
    public record Attribution(
            int token, double probability, int tried, int active, List<Cause> features, List<String> failures) {}

    /**
     * A feature that matters.
     *
     * @param source its source
     * @param feature its number
     * @param label what it is called; empty if nobody says
     * @param activation its strongest activation before the token, raw
     * @param at where that is
     * @param change change of the token's log-probability without it, nats: below 0 if it makes the token likelier
     * @param without the token's probability without it, 0..1
     */
    public record Cause(
            String source, int feature, String label, double activation, int at, double change, double without) {}

    /** As comma-separated values: causes if a token was asked for, else one line for each token. */
    String csv() {
        StringBuilder out = new StringBuilder();
        Attribution found = attribution;
        if (found != null) {
            out.append("source,feature,activation,at,change_nats,probability_without,label\n");
            found.features().forEach(c -> out.append(c.source())
                    .append(',')
                    .append(c.feature())
                    .append(',')
                    .append(c.activation())
                    .append(',')
                    .append(c.at())
                    .append(',')
                    .append(c.change())
                    .append(',')
                    .append(c.without())
                    .append(',')
                    .append(quoted(c.label()))
                    .append('\n'));
            return out.toString();
        }
        out.append("position,id,token,loss");
        changes.forEach(change ->
                out.append(",loss_change ").append(change.name()).append(",kl ").append(change.name()));
        out.append('\n');
        for (int t = 0; t < tokens.size(); t++) {
            Piece piece = tokens.get(t);
            out.append(t)
                    .append(',')
                    .append(piece.id())
                    .append(',')
                    .append(quoted(piece.text()))
                    .append(',')
                    .append(piece.loss() == null ? "" : piece.loss());
            for (Change change : changes) {
                out.append(',')
                        .append(change.loss().get(t))
                        .append(',')
                        .append(change.kl().get(t));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
