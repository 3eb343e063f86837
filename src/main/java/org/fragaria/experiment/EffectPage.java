package org.fragaria.experiment;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

import org.fragaria.web.Format;

/**
 * What the page of ablation effects shows; also its JSON.
 *
 * @param model the model's id
 * @param request what is asked for
 * @param features the features as the form writes them
 * @param query the address's own query, for links
 * @param result the figures; null until there is a text and something to ask of it
 * @param sources ids of the model's sources
 */
public record EffectPage(
        String model,
        EffectRequest request,
        @JsonIgnore String features,
        @JsonIgnore String query,
        @Nullable EffectResult result,
        List<String> sources) {

    /** Numbers below this, in nats, are left out: a strip of zeros hides the others. */
    private static final double LEAST = 0.05;

    /** A token as a strip shows it. */
    public record Shown(
            String text,
            String level,
            String said,
            @Nullable String number,
            @Nullable String link,
            boolean chosen) {}

    /** Path of the page. */
    public String path() {
        return "/" + model + "/steer/effect";
    }

    /** Whether a source is tried for the token. */
    public boolean tries(String source) {
        List<String> asked = request.sources();
        return asked != null && asked.contains(source);
    }

    /** The text in tokens, each with what a change does to it, and a link that asks which features matter for it. */
    public List<Shown> strip(EffectResult.@Nullable Change change) {
        List<Shown> shown = new ArrayList<>();
        EffectResult found = result;
        for (int t = 0; found != null && t < found.tokens().size(); t++) {
            EffectResult.Piece piece = found.tokens().get(t);
            Double loss = piece.loss();
            Integer token = request.token();
            String link = t == 0 ? null : path() + "?" + ask(t) + "#token";
            boolean chosen = token != null && token == t;
            if (change == null || loss == null) {
                shown.add(new Shown(
                        piece.text(), "", said(piece), loss == null || loss < LEAST ? "" : short2(loss), link, chosen));
            } else {
                double difference = change.loss().get(t);
                shown.add(new Shown(
                        piece.text(),
                        level(difference),
                        said(piece) + "; without: " + signed(difference) + " nats, KL "
                                + Format.value(change.kl().get(t)),
                        Math.abs(difference) < LEAST ? "" : signed(difference),
                        link,
                        chosen));
            }
        }
        return shown;
    }

    private static String said(EffectResult.Piece piece) {
        Double probability = piece.probability();
        return probability == null ? "the first token is not foreseen" : "probability " + Format.percent(probability);
    }

    private static String short2(double value) {
        return Format.fixed(value, value < 1 ? 2 : 1);
    }

    private static String signed(double value) {
        return Format.signed(value);
    }

    /** {@code up1} to {@code up4} where the token is foreseen worse, {@code down…} where better. */
    static String level(double nats) {
        double size = Math.abs(nats);
        int level = size < 0.05 ? 0 : size < 0.3 ? 1 : size < 1 ? 2 : size < 3 ? 3 : 4;
        return level == 0 ? "" : (nats > 0 ? "up" : "down") + level;
    }

    private String ask(int token) {
        StringBuilder query = new StringBuilder("text=").append(encoded(request.text()));
        if (!features.isEmpty()) {
            query.append("&feature=").append(encoded(features));
        }
        List<String> asked = request.sources();
        if (asked != null) {
            asked.forEach(source -> query.append("&source=").append(encoded(source)));
        }
        return query.append("&token=").append(token).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The token that is asked for, as it is shown. */
    @JsonIgnore
    public String asked() {
        EffectResult found = result;
        Integer token = request.token();
        return found == null || token == null ? "" : found.tokens().get(token).text();
    }

    /** The token where a cause is strongest. */
    public String at(EffectResult.Cause cause) {
        EffectResult found = result;
        return found == null ? "" : found.tokens().get(cause.at()).text();
    }

    /** A cause's change as a share of the largest, 0..1. */
    public double share(EffectResult.Cause cause) {
        EffectResult found = result;
        EffectResult.Attribution ranked = found == null ? null : found.attribution();
        double most = ranked == null || ranked.features().isEmpty()
                ? 1
                : Math.abs(ranked.features().getFirst().change());
        return most == 0 ? 0 : Math.abs(cause.change()) / most;
    }

    /** What a cause's change means for colour: {@code f-leaf} if the feature makes the token likelier, else {@code f-dusk}. */
    public String fill(EffectResult.Cause cause) {
        return cause.change() < 0 ? "f-leaf" : "f-dusk";
    }
}
