package org.fragaria.lab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.fragaria.search.FeatureCard;
import org.fragaria.steering.Message;
import org.fragaria.steering.SteerRequest;

/**
 * What the lab shows; also its JSON.
 *
 * @param model the model's id
 * @param runnable whether it can be run here
 * @param chat whether it answers messages
 * @param request the settings; what is left out has its default
 * @param changes the interventions
 * @param add what was looked for to be added; empty for nothing
 * @param found features that it may mean
 * @param presets runs to begin with
 * @param own the settings of the last runs that this browser saved of the model, to begin with
 * @param writers features that write, to be added
 * @param result the two texts; null if the address has no prompt, or asks to edit only
 * @param at place of the steered text that is looked at, from 0; -1 for none
 * @param command the run as a command line
 */
public record LabPage(
        String model,
        boolean runnable,
        boolean chat,
        SteerRequest request,
        List<LabChange> changes,
        String add,
        List<FeatureCard> found,
        List<Offer> presets,
        List<Own> own,
        List<FeatureCard> writers,
        @Nullable LabResult result,
        int at,
        RunCommand command) {

    /**
     * A run to begin with, as a link.
     *
     * @param link its address
     */
    public record Offer(String title, String note, String link) {}

    /**
     * A run that this browser saved, to begin with.
     *
     * @param title the end of its prompt, or of its last message
     * @param note what it changes
     * @param link the lab with its settings
     * @param path the run as it was saved
     * @param made when it was saved, ISO-8601
     */
    public record Own(String title, String note, String link, String path, String made) {}

    /** Path of the lab of this model. */
    public String path() {
        return "/" + model + "/steer";
    }

    private String query() {
        String query = LabRequests.query(request);
        return query.isEmpty() ? "" : "?" + query;
    }

    /** The address that reproduces the run. */
    public String link() {
        return path() + query();
    }

    /** The address of the run as JSON. */
    public String jsonLink() {
        return path() + ".json" + query();
    }

    /** The address of what rose and fell. */
    public String movedLink() {
        return path() + "/moved" + query();
    }

    /** Whether messages are shown in place of a prompt. */
    public boolean talks() {
        return chat && request.prompt() == null;
    }

    /** The chat as the form shows it. */
    public LabChat talk() {
        return LabChat.of(request, result);
    }

    /** The same run after a plain prompt, or as a chat, to edit. */
    public String otherwise() {
        SteerRequest other = talks()
                ? request.of(talk().last(), null)
                : request.of(null, List.of(new Message("user", knobs().prompt())));
        return edited(other);
    }

    /** The same changes and settings with nothing said yet. */
    public String anew() {
        return edited(request.of(null, null));
    }

    private String edited(SteerRequest other) {
        String words = LabRequests.query(other);
        return path() + "?" + (words.isEmpty() ? "" : words + "&") + "edit=true";
    }

    /** What answers the wish in words, as it is told on the page; null if there is no wish. */
    public LabResult.@Nullable Told told() {
        return result == null ? null : result.told();
    }

    /** The same where there is a run; empty where there is none. */
    public String movedIfRun() {
        return result == null ? "" : movedLink();
    }

    /** The address with one feature more, to edit. */
    public String with(FeatureCard card) {
        return path() + (query().isEmpty() ? "?" : query() + "&") + "change="
                + URLEncoder.encode(card.source() + "/" + card.index(), StandardCharsets.UTF_8) + "&edit=true";
    }

    /** The settings as the form shows them. */
    public Knobs knobs() {
        return Knobs.of(request);
    }

    /** How many changes are on. */
    public long on() {
        return request.changes().stream().filter(change -> change.applied()).count();
    }

    /** How many are off. */
    public long off() {
        return request.changes().size() - on();
    }

    /**
     * What the fields hold.
     *
     * @param stop one text a line
     * @param plain whether the settings behind "more" have their defaults
     */
    public record Knobs(
            String prompt,
            String temperature,
            String seed,
            int tokens,
            String topK,
            String topP,
            String frequencyPenalty,
            String presencePenalty,
            String stop,
            boolean plain) {

        static Knobs of(SteerRequest request) {
            return new Knobs(
                    request.prompt() == null ? "" : request.prompt(),
                    ChangeWords.number(request.sampling().temperature()),
                    Long.toString(request.sampling().seed()),
                    request.length(),
                    text(request.topK()),
                    text(request.topP()),
                    text(request.frequencyPenalty()),
                    text(request.presencePenalty()),
                    request.stops().stream()
                            .map(stop -> stop.replace("\n", "\\n"))
                            .collect(Collectors.joining("\n")),
                    request.topK() == null
                            && request.topP() == null
                            && request.frequencyPenalty() == null
                            && request.presencePenalty() == null
                            && request.stops().isEmpty());
        }

        private static String text(@Nullable Number number) {
            return number == null ? "" : ChangeWords.number(number.doubleValue());
        }
    }

    /** Methods to choose from. */
    public List<LabChange.Choice> methods() {
        return LabChange.methods();
    }

    /** The place that is looked at; null if there is none. */
    public LabResult.@Nullable Place place() {
        return result == null || at < 0 || at >= result.steered().places().size()
                ? null
                : result.steered().places().get(at);
    }
}
