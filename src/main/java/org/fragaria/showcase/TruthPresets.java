package org.fragaria.showcase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Shelf;
import org.fragaria.lab.Preset;
import org.fragaria.lab.Presets;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.SteerRequest;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Arm;
import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.Pick;
import org.fragaria.web.Format;

/** Runs of the demo's model to begin with: changes whose effect the truth report has measured. */
@ApplicationScoped
class TruthPresets implements Presets {

    /** Concepts that are easily seen in a text, by what a run of them is called. */
    private static final Map<String, String> CONCEPTS = Map.of(
            "french", "Write in French",
            "german", "Write in German",
            "spanish", "Write in Spanish",
            "colour", "Everything has a colour",
            "weather", "Talk about the weather");

    /** Changes that a preset has at most: more are no beginning. */
    private static final int FEW = 4;

    private static final int ANSWER = 8;

    /** What a setting is worth at least to be a beginning, see {@link #worth}. */
    private static final double WORTH = 0.3;

    /** Settings of the report that turn a concept up: by its features, by its best one, by a difference of means. */
    private static final Set<String> UPWARDS = Set.of("up", "best f1", "means");

    @Inject
    TruthVectors vectors;

    @Inject
    Shelf shelf;

    @Override
    public List<Preset> of(String model) {
        return vectors.report(model).map(this::presets).orElse(List.of());
    }

    private List<Preset> presets(TruthReport truth) {
        List<Preset> presets = new ArrayList<>();
        strawberry(truth).ifPresent(presets::add);
        String prompt = Showcase.pick(truth, Subject.FRENCH).map(Pick::prompt).orElse("");
        truth.causal().stream()
                .filter(causal -> CONCEPTS.containsKey(causal.concept()))
                .flatMap(causal -> best(truth, causal).map(arm -> new Setting(causal, arm)).stream())
                .sorted(Comparator.comparingDouble((Setting setting) -> worth(setting.arm()))
                        .reversed())
                .forEach(setting -> presets.add(preset(truth, setting, prompt)));
        liar(truth).ifPresent(presets::add);
        return presets;
    }

    /** A concept and how it is turned up. */
    private record Setting(Causal causal, Arm arm) {}

    private Optional<Preset> strawberry(TruthReport truth) {
        return Showcase.pick(truth, Subject.STRAWBERRY)
                .filter(pick -> usable(truth, pick.changes()))
                .map(pick -> new Preset(
                        Subject.STRAWBERRY.demo(),
                        "Where a thing is named, " + chances(truth)
                                + " that it is a strawberry; elsewhere hardly anything changes.",
                        request(truth, pick.prompt(), pick.changes(), null, ANSWER)));
    }

    /** How likely the word is where a thing is named, without and with the feature, in words. */
    private static String chances(TruthReport truth) {
        Map<String, Double> chances = truth.slots().stream()
                .collect(Collectors.toMap(TruthReport.Slot::name, TruthReport.Slot::slot, (first, other) -> first));
        Double base = chances.get("base");
        Double up = chances.get("up");
        return base == null || up == null
                ? "it becomes likelier"
                : "the chance rises from " + Format.share(base) + " to " + Format.share(up);
    }

    private Optional<Preset> liar(TruthReport truth) {
        return Showcase.pick(truth, Subject.LIAR)
                .filter(pick -> usable(truth, pick.changes()))
                .map(pick -> new Preset(
                        Subject.LIAR.demo(),
                        "The likeliest place changes from the decoy to where the thing is.",
                        request(truth, pick.prompt(), pick.changes(), 0.0, ANSWER)));
    }

    /** The setting of a concept that had the largest effect with few changes and left most sentences whole. */
    private Optional<Arm> best(TruthReport truth, Causal causal) {
        return causal.arms().stream()
                .filter(arm -> UPWARDS.contains(arm.name()))
                .filter(arm -> usable(truth, arm.changes()))
                .max(Comparator.comparingDouble(TruthPresets::worth))
                .filter(arm -> worth(arm) >= WORTH && arm.rate().rate() > base(causal));
    }

    private static double base(Causal causal) {
        return causal.arms().stream()
                .filter(arm -> arm.name().equals("base"))
                .mapToDouble(arm -> arm.rate().rate())
                .findFirst()
                .orElse(0);
    }

    private Preset preset(TruthReport truth, Setting setting, String prompt) {
        Causal causal = setting.causal();
        Arm arm = setting.arm();
        return new Preset(
                CONCEPTS.getOrDefault(causal.concept(), causal.concept()),
                "The truth report has it rise from " + Format.share(base(causal)) + " to "
                        + Format.share(arm.rate().rate()) + "; " + Format.share(arm.parse())
                        + " of the sentences still hold.",
                request(truth, prompt, arm.changes(), null, null));
    }

    /**
     * The worse of how often the concept shows and of how many sentences still are sentences, as for the public demos; 0 if
     * no sentence came to its end.
     */
    private static double worth(Arm arm) {
        return Double.isNaN(arm.parse()) ? 0 : Math.min(arm.rate().rate(), arm.parse());
    }

    private boolean usable(TruthReport truth, List<Change> changes) {
        List<String> here = shelf.readable().stream()
                .filter(address -> address.model().equals(truth.model()))
                .map(address -> address.source())
                .toList();
        return !changes.isEmpty()
                && changes.size() <= FEW
                && changes.stream()
                        .allMatch(change -> here.contains(change.source()) || vectors.id(truth, change) != null);
    }

    private SteerRequest request(
            TruthReport truth,
            String prompt,
            List<Change> changes,
            @Nullable Double temperature,
            @Nullable Integer tokens) {
        return new SteerRequest(
                prompt,
                null,
                changes.stream().map(change -> spec(truth, change)).toList(),
                temperature,
                null,
                null,
                null,
                null,
                null,
                tokens,
                null,
                null);
    }

    private InterventionSpec spec(TruthReport truth, Change change) {
        boolean ablates = change.method().equals("ablate");
        String vector = vectors.id(truth, change);
        return new InterventionSpec(
                vector == null ? change.source() : null,
                vector == null ? change.index() : null,
                vector,
                change.method(),
                ablates ? null : Math.round(change.strength() * 100) / 100.0,
                ablates ? null : "raw",
                change.positions(),
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
