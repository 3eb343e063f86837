package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.Change;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Pick;
import org.fragaria.truth.TruthReport.Score;
import org.fragaria.truth.TruthReport.Slot;

/** Chooses what the demo shows, from what was measured. */
final class Picks {

    private final List<ConceptTruth> concepts;
    private final List<Causal> causal;
    private final List<Slot> slots;
    private final Ladder.Found ladder;
    private final Causality causality;

    Picks(
            List<ConceptTruth> concepts,
            List<Causal> causal,
            List<Slot> slots,
            Ladder.Found ladder,
            Causality causality) {
        this.concepts = concepts;
        this.causal = causal;
        this.slots = slots;
        this.ladder = ladder;
        this.causality = causality;
    }

    /** The picks for which the language has the concept and a source reads it. */
    List<Pick> all() {
        List<Pick> picks = new ArrayList<>();
        detector(Slots.WORD)
                .ifPresent(score -> picks.add(new Pick(
                        "strawberry",
                        score,
                        slots.stream()
                                .filter(slot -> slot.name().equals("up"))
                                .findFirst()
                                .map(Slot::changes)
                                .orElse(up(Slots.WORD)),
                        causality.beginning(Slots.THING))));
        detector("french")
                .ifPresent(score -> picks.add(new Pick("french", score, up("french"), causality.prompt("french"))));
        Score lies = ladder.detector();
        if (lies != null) {
            picks.add(new Pick("liar", lies, ladder.best(), ladder.prompt()));
        }
        detector("bracket.1")
                .ifPresent(score ->
                        picks.add(new Pick("brackets", score, up("bracket.1"), causality.beginning("bracket.1"))));
        return picks;
    }

    private Optional<Score> detector(String concept) {
        return concepts.stream()
                .filter(truth -> truth.concept().id().equals(concept))
                .flatMap(truth -> truth.features().stream())
                .max(Comparator.comparingDouble(Score::f1));
    }

    private List<Change> up(String concept) {
        return causal.stream()
                .filter(c -> c.concept().equals(concept))
                .flatMap(c -> c.arms().stream())
                .filter(arm -> arm.name().equals("up") || arm.name().equals("means"))
                .max(Comparator.comparingDouble(Picks::worth))
                .map(TruthReport.Arm::changes)
                .orElse(List.of());
    }

    /** The worse of what is wanted and of what stays right. */
    private static double worth(TruthReport.Arm arm) {
        return Math.min(arm.rate().rate(), Double.isNaN(arm.parse()) ? 0 : arm.parse());
    }
}
