package org.fragaria.showcase;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.demo.Demo;
import org.fragaria.demo.Demo.Unpacked;
import org.fragaria.feature.GivenLabels;
import org.fragaria.feature.Label;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.problem.FragariaException;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Score;

/**
 * What features of the demo tell, by its truth report: the best feature of a source for a concept is called by the concept,
 * if it passes the report's mark. Read anew when something else lies on the shelf; safe for any number of threads.
 */
@ApplicationScoped
class TruthLabels implements GivenLabels {

    /** Least F1 on held-out text at which a feature is called by what it tells: the pass mark of the report. */
    static final double TELLS = 0.8;

    @Inject
    Demo demo;

    @Inject
    Shelf shelf;

    private volatile @Nullable Known known;

    /**
     * What was read.
     *
     * @param stamp of the shelf before
     */
    private record Known(long stamp, Map<SourceAddress, Map<Integer, List<Label>>> labels) {}

    @Override
    public Map<Integer, List<Label>> of(SourceAddress source) {
        long stamp = shelf.stamp();
        Known now = known;
        if (now == null || now.stamp() != stamp) {
            now = new Known(stamp, read());
            known = now;
        }
        return now.labels().getOrDefault(source, Map.of());
    }

    private Map<SourceAddress, Map<Integer, List<Label>>> read() {
        try {
            return demo.unpacked().map(this::read).orElse(Map.of());
        } catch (FragariaException e) {
            return Map.of(); // the front page says what is wrong with the demo
        }
    }

    private Map<SourceAddress, Map<Integer, List<Label>>> read(Unpacked unpacked) {
        TruthReport truth = unpacked.truth();
        Map<SourceAddress, Map<Integer, List<Label>>> all = new HashMap<>();
        for (String source : truth.sources()) {
            SourceAddress address = new SourceAddress(truth.model(), source);
            if (measured(address, unpacked.folder())) {
                all.put(address, labels(truth, source));
            }
        }
        return Map.copyOf(all);
    }

    /** Whether a source is of the demo's own dictionary, and not of another one that somebody gave the same name. */
    private boolean measured(SourceAddress address, Path demo) {
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            return Path.of(open.manifest().dictionaryFacts().path()).startsWith(demo.toAbsolutePath());
        } catch (FragariaException notHere) {
            return false;
        }
    }

    private static Map<Integer, List<Label>> labels(TruthReport truth, String source) {
        Map<Integer, List<Label>> labels = new TreeMap<>();
        for (ConceptTruth concept : truth.concepts()) {
            best(concept, source).filter(score -> score.f1() >= TELLS).ifPresent(score -> labels.computeIfAbsent(
                            score.index(), none -> new ArrayList<>())
                    .add(label(concept, score)));
        }
        labels.values()
                .forEach(some -> some.sort(Comparator.comparingDouble(
                        (Label label) -> -label.scores().getFirst().value())));
        return Map.copyOf(labels);
    }

    private static Optional<Score> best(ConceptTruth concept, String source) {
        return concept.features().stream()
                .filter(score -> score.at().equals(source))
                .findFirst();
    }

    private static Label label(ConceptTruth concept, Score score) {
        String name = concept.concept().name();
        return new Label(
                null,
                name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                METHOD,
                null,
                0,
                List.of(new Label.Score("F1", score.f1())));
    }
}
