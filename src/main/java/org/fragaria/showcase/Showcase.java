package org.fragaria.showcase;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.demo.Demo;
import org.fragaria.demo.Demo.Unpacked;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Strip;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource.Reading;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.problem.FragariaException;
import org.fragaria.showcase.ShowcasePage.Bar;
import org.fragaria.showcase.ShowcasePage.Contrast;
import org.fragaria.showcase.ShowcasePage.Light;
import org.fragaria.truth.TruthReport;
import org.fragaria.truth.TruthReport.Pick;

/**
 * What the front page shows of the demo. Activations and probabilities come from the running model and are kept, since the
 * same version always gives the same. What cannot be computed is left out of the page. Safe for any number of threads.
 */
@ApplicationScoped
public class Showcase {

    private static final Logger LOG = Logger.getLogger(Showcase.class);
    private static final int BARS = 3;

    @Inject
    Demo demo;

    @Inject
    Cards cards;

    @Inject
    Changes changes;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    private final AtomicLong tries = new AtomicLong();
    private final Map<String, Light> lights = new ConcurrentHashMap<>();
    private final Map<String, Contrast> contrasts = new ConcurrentHashMap<>();

    /**
     * What {@link #page} depends on beside the shelf.
     *
     * @param folder of the demo; null if there is none
     * @param tries how often something was computed or could not be: what failed is tried again for the next page
     */
    public record Stamp(@Nullable Path folder, long tries) {}

    /** Another stamp whenever {@link #page} may show something else than before, the shelf being what it was. */
    public Stamp stamp() {
        long before = tries.get();
        return new Stamp(demo.current().orElse(null), before);
    }

    /** The demo's part of the front page; empty if the data folder holds no demo. */
    public Optional<ShowcasePage> page() {
        try {
            return demo.unpacked().map(this::page);
        } catch (FragariaException e) {
            LOG.warnf("The demo is not shown: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private ShowcasePage page(Unpacked unpacked) {
        TruthReport truth = unpacked.truth();
        List<Door> doors = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            pick(truth, subject).ifPresent(pick -> doors.add(door(truth, subject, pick)));
        }
        String paragraph = unpacked.paragraph().orElseGet(() -> compose(truth, doors));
        List<Light> shown = doors.stream()
                .filter(door -> door.path() != null)
                .flatMap(door -> light(unpacked, door, paragraph).stream())
                .toList();
        return new ShowcasePage(truth.model(), doors, shown, contrast(unpacked).orElse(null));
    }

    /** What the report says of a subject. */
    static Optional<Pick> pick(TruthReport truth, Subject subject) {
        return truth.picks().stream()
                .filter(pick -> pick.id().equals(subject.id()))
                .findFirst();
    }

    private Door door(TruthReport truth, Subject subject, Pick pick) {
        return cards.card(
                subject.id(),
                subject.title(),
                subject.kind(),
                truth.model(),
                pick.detector().at(),
                pick.detector().index());
    }

    /** A paragraph of the sentences on which the doors' features are strongest. */
    private String compose(TruthReport truth, List<Door> doors) {
        return doors.stream()
                .flatMap(door -> cards.sentence(truth.model(), door.source(), door.index()).stream())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private Optional<Light> light(Unpacked unpacked, Door door, String paragraph) {
        if (paragraph.isEmpty()) {
            return Optional.empty();
        }
        String key = unpacked.folder() + " " + door.id() + " " + door.source() + " " + door.index() + " " + paragraph;
        return kept(lights, key, () -> read(unpacked.truth(), door, paragraph));
    }

    private Light read(TruthReport truth, Door door, String paragraph) {
        try (OpenSource open = shelf.borrow(truth.model(), door.source())) {
            float max = open.features()
                    .feature(door.index())
                    .map(MeasuredFeature::firing)
                    .map(MeasuredFeature.Firing::max)
                    .orElse(0f);
            Reading reading = models.of(open.manifest()).read(paragraph, door.index());
            return new Light(
                    door.id(),
                    door.title(),
                    Objects.requireNonNull(door.path()),
                    Strip.read(reading, open.tokens(), max));
        }
    }

    private Optional<Contrast> contrast(Unpacked unpacked) {
        Optional<Pick> pick = pick(unpacked.truth(), Subject.LIAR)
                .filter(liar -> !liar.changes().isEmpty() && changes.canRun(unpacked.truth(), liar.changes()));
        return pick.flatMap(liar -> kept(contrasts, unpacked.folder().toString(), () -> weigh(unpacked.truth(), liar)));
    }

    private Contrast weigh(TruthReport truth, Pick liar) {
        Changes.Ready ready = changes.ready(truth, liar.changes());
        int[] ids = ready.live().encode("prompt", liar.prompt());
        float[] normal = ready.live().next(ids, List.of());
        float[] changed = ready.live().next(ids, ready.interventions());
        int[] likeliest = IntStream.range(0, normal.length)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -Math.max(normal[id], changed[id])))
                .limit(BARS)
                .mapToInt(Integer::intValue)
                .toArray();
        return new Contrast(
                liar.prompt(),
                Arrays.stream(likeliest)
                        .mapToObj(id -> new Bar(ready.texts().text(id), normal[id], changed[id]))
                        .toList(),
                liar.changes().size(),
                truth.model());
    }

    /** Computes what is not known yet; what fails is asked for again by the next page. */
    private <T> Optional<T> kept(Map<String, T> known, String key, java.util.function.Supplier<T> compute) {
        @Nullable T there = known.get(key);
        if (there != null) {
            return Optional.of(there);
        }
        try {
            T made = compute.get();
            known.put(key, made);
            return Optional.of(made);
        } catch (FragariaException e) {
            LOG.debugf("Not shown on the front page: %s", e.getMessage());
            return Optional.empty();
        } finally {
            tries.incrementAndGet();
        }
    }
}
