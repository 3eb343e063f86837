package org.fragaria.lab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.search.FeatureCard;
import org.fragaria.steering.SteerRequest;

/**
 * What the page of a saved run shows; also its JSON. Nothing of it is run anew, unless that is asked for.
 *
 * @param run the run
 * @param changes its interventions, with what is known of their features now
 * @param command the run as a line of {@code ./fragaria generate}, in the arithmetic in which it was run
 * @param mine whether this browser saved it
 * @param again what running it now gave; null if that was not asked for
 * @param at place of the steered text that is looked at, from 0; -1 for none
 */
public record SavedRunPage(
        StoredRun run,
        List<LabChange> changes,
        RunCommand command,
        boolean mine,
        @Nullable Again again,
        int at) {

    private static final int TITLE = 60;

    /**
     * A run compared with a later one of the same settings.
     *
     * @param identical whether both texts are the same, token for token
     * @param defaultParts number of the first token of the default text that differs, from 1; 0 if none does
     * @param steeredParts the same of the steered text
     * @param toldParts the same of the text that was told the wish in words; 0 if there is none
     */
    public record Again(boolean identical, int defaultParts, int steeredParts, int toldParts) {

        static Again of(LabResult stored, LabResult now) {
            return new Again(
                    stored.sameTexts(now),
                    parts(stored.normal(), now.normal()),
                    parts(stored.steered(), now.steered()),
                    stored.told() == null || now.told() == null
                            ? 0
                            : parts(stored.told().side(), now.told().side()));
        }

        private static int parts(LabResult.Side a, LabResult.Side b) {
            int most = Math.max(a.places().size(), b.places().size());
            for (int at = 0; at < most; at++) {
                if (at >= a.places().size()
                        || at >= b.places().size()
                        || a.places().get(at).id() != b.places().get(at).id()) {
                    return at + 1;
                }
            }
            return 0;
        }
    }

    /** What the model went on from: the prompt, or the last message. */
    public String prompt() {
        return run.request().asked();
    }

    /** The end of the prompt, in one line. */
    public String title() {
        return line(run.request());
    }

    /** The end of what a run goes on from, in one line. */
    static String line(SteerRequest request) {
        String line = request.asked().replaceAll("\\s+", " ").strip();
        return line.length() <= TITLE ? line : "… " + line.substring(line.length() - TITLE);
    }

    /** The place that is looked at; null if there is none. */
    public LabResult.@Nullable Place place() {
        List<LabResult.Place> places = run.result().steered().places();
        return at < 0 || at >= places.size() ? null : places.get(at);
    }

    /** Path of the picture that a link to this page shows. */
    public String picture() {
        return changes.stream()
                .filter(change -> change.spec().applied())
                .map(LabChange::feature)
                .filter(card -> card != null)
                .findFirst()
                .map(card -> "/picture/steer" + path(card) + ".png?prompt="
                        + URLEncoder.encode(title(), StandardCharsets.UTF_8))
                .orElse("/picture/site.png");
    }

    private static String path(@Nullable FeatureCard card) {
        return card == null ? "" : card.path();
    }
}
