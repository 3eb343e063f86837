package org.fragaria.showcase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.demo.Demo;
import org.fragaria.lab.Preset;
import org.fragaria.lab.Presets;
import org.fragaria.problem.FragariaException;
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
            "word.strawberry", "Strawberries everywhere",
            "french", "Write in French",
            "german", "Write in German",
            "colour", "Everything has a colour",
            "weather", "Talk about the weather");

    /** Changes that a preset has at most: more are no beginning. */
    private static final int FEW = 4;

    private static final int ANSWER = 8;

    @Inject
    Demo demo;

    @Inject
    org.fragaria.feature.Shelf shelf;

    @Override
    public List<Preset> of(String model) {
        Optional<TruthReport> report;
        try {
            report = demo.unpacked().map(Demo.Unpacked::truth).filter(truth -> truth.model()
                    .equals(model));
        } catch (FragariaException e) {
            return List.of(); // the front page says what is wrong with the demo
        }
        return report.map(this::presets).orElse(List.of());
    }

    private List<Preset> presets(TruthReport truth) {
        List<Preset> presets = new ArrayList<>();
        String prompt = Showcase.pick(truth, Subject.FRENCH).map(Pick::prompt).orElse("");
        truth.causal().stream()
                .filter(causal -> CONCEPTS.containsKey(causal.concept()))
                .flatMap(causal -> preset(truth, causal, prompt).stream())
                .forEach(presets::add);
        Showcase.pick(truth, Subject.LIAR)
                .filter(pick -> usable(truth, pick.changes()))
                .map(pick -> new Preset(
                        "Make the liar say what is true",
                        "The likeliest place changes from the decoy to where the thing is.",
                        request(pick.prompt(), pick.changes(), 0.0, ANSWER)))
                .ifPresent(presets::add);
        return presets;
    }

    /** The setting of a concept that had the largest effect with few features. */
    private Optional<Preset> preset(TruthReport truth, Causal causal, String prompt) {
        double base = causal.arms().stream()
                .filter(arm -> arm.name().equals("base"))
                .mapToDouble(arm -> arm.rate().rate())
                .findFirst()
                .orElse(0);
        return causal.arms().stream()
                .filter(arm -> arm.name().equals("up") || arm.name().equals("best f1"))
                .filter(arm -> usable(truth, arm.changes()))
                .max(Comparator.comparingDouble((Arm arm) -> arm.rate().rate()))
                .filter(arm -> arm.rate().rate() > base)
                .map(arm -> new Preset(
                        CONCEPTS.getOrDefault(causal.concept(), causal.concept()),
                        "The truth report has it rise from " + Format.share(base) + " to "
                                + Format.share(arm.rate().rate()) + ".",
                        request(prompt, arm.changes(), null, null)));
    }

    private boolean usable(TruthReport truth, List<Change> changes) {
        List<String> here = shelf.readable().stream()
                .filter(address -> address.model().equals(truth.model()))
                .map(address -> address.source())
                .toList();
        return !changes.isEmpty()
                && changes.size() <= FEW
                && changes.stream().allMatch(change -> change.vector() == null && here.contains(change.source()));
    }

    private static SteerRequest request(
            String prompt,
            List<Change> changes,
            @org.jspecify.annotations.Nullable Double temperature,
            @org.jspecify.annotations.Nullable Integer tokens) {
        return new SteerRequest(
                prompt,
                null,
                changes.stream().map(TruthPresets::spec).toList(),
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

    private static InterventionSpec spec(Change change) {
        boolean ablates = change.method().equals("ablate");
        return new InterventionSpec(
                change.source(),
                change.index(),
                null,
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
