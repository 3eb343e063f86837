package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import org.fragaria.account.Visitor;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.live.LiveConfig;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.FragariaException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.search.FeatureCard;
import org.fragaria.search.FeatureFinder;
import org.fragaria.steering.Chats;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.SteerRequest;
import org.fragaria.vector.Vectors;

/**
 * Gathers what the lab's page shows besides the run itself, for the browser that asks: what it saved is among the runs to
 * begin with. Safe for any number of threads.
 */
@ApplicationScoped
class LabPages {

    static final int FOUND = 12;
    private static final int WRITERS = 6;
    private static final int PRESETS = 8;
    private static final int OWN = 6;
    private static final int NAMED = 3;

    @Inject
    FeatureFinder finder;

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    @Inject
    Interventions interventions;

    @Inject
    Chats chats;

    @Inject
    LiveConfig live;

    @Inject
    SavedRuns saved;

    @Inject
    Visitor visitor;

    @Inject
    Vectors vectors;

    @Inject
    @Any
    Instance<Presets> presets;

    /** What the page is asked for besides the run: what is looked for, which place is looked at. */
    record Asked(String add, int at) {}

    /**
     * The page.
     *
     * @throws NotFoundException if no source of the model is here
     */
    LabPage page(String model, SteerRequest request, Asked asked, @Nullable LabResult result) {
        List<String> sources = finder.sources(model);
        if (sources.isEmpty()) {
            throw new NotFoundException(
                    "There is no model '" + model + "' with a source here; / lists the models of this server.");
        }
        List<LabChange> changes = changes(model, request);
        int at = result == null ? -1 : asked.at() < 0 ? result.mostDivergent() : asked.at();
        return new LabPage(
                model,
                runnable(model, sources),
                talks(model, sources),
                request,
                changes,
                asked.add(),
                asked.add().isEmpty() ? List.of() : finder.find(model, asked.add(), FOUND),
                offers(model),
                own(model),
                writers(model, sources, request),
                result,
                at,
                RunCommand.of(
                        model, request, changes.stream().map(LabChange::ready).toList(), live.precision()));
    }

    /** The interventions of a request, with what is known of their features. */
    List<LabChange> changes(String model, SteerRequest request) {
        List<LabChange> changes = new ArrayList<>();
        for (InterventionSpec spec : request.changes()) {
            changes.add(
                    new LabChange(changes.size(), spec, card(model, spec), vector(model, spec), ready(model, spec)));
        }
        return changes;
    }

    private @Nullable FeatureCard card(String model, InterventionSpec spec) {
        return spec.source() == null || spec.feature() == null
                ? null
                : finder.card(model, spec.source(), spec.feature()).orElse(null);
    }

    /** The vector that a change names; null for a feature, and for a vector that is gone. */
    private LabChange.@Nullable Vector vector(String model, InterventionSpec spec) {
        if (spec.vector() == null) {
            return null;
        }
        try {
            String title = vectors.get(model, spec.vector()).title();
            return new LabChange.Vector(title, "/" + model + "/vectors/" + spec.vector());
        } catch (NotFoundException gone) {
            return null; // the page says that it is not here
        }
    }

    private Interventions.@Nullable Ready ready(String model, InterventionSpec spec) {
        try {
            return interventions.ready(model, List.of(spec)).getFirst();
        } catch (FragariaException cannot) {
            return null; // the page shows the settings all the same; running them says what is wrong
        }
    }

    /** Whether a model answers messages. */
    boolean chats(String model) {
        List<String> sources = finder.sources(model);
        return !sources.isEmpty() && talks(model, sources);
    }

    private boolean talks(String model, List<String> sources) {
        try (OpenSource open = shelf.borrow(model, sources.getFirst())) {
            return chats.has(java.nio.file.Path.of(open.manifest().modelFacts().path()));
        } catch (FragariaException e) {
            return false;
        }
    }

    /** Runs to begin with. */
    List<LabPage.Offer> offers(String model) {
        return presets.stream()
                .flatMap(some -> some.of(model).stream())
                .limit(PRESETS)
                .map(preset -> new LabPage.Offer(
                        preset.title(), preset.note(), "/" + model + "/steer?" + LabRequests.query(preset.request())))
                .toList();
    }

    /** The last runs that the browser saved. */
    private List<LabPage.Own> own(String model) {
        return visitor.owner().map(owner -> saved.settings(owner, model, OWN)).orElse(List.of()).stream()
                .map(run -> new LabPage.Own(
                        SavedRunPage.line(run.request()),
                        note(model, run.request()),
                        "/" + model + "/steer?" + LabRequests.query(run.request()),
                        "/steer/" + run.id(),
                        run.made()))
                .toList();
    }

    /** What a run changes, in few words. */
    private String note(String model, SteerRequest request) {
        List<InterventionSpec> on =
                request.changes().stream().filter(InterventionSpec::applied).toList();
        String named = on.stream()
                .limit(NAMED)
                .map(spec -> new LabChange(0, spec, card(model, spec), vector(model, spec), null))
                .map(LabChange::brief)
                .collect(Collectors.joining("; "));
        int more = on.size() - NAMED;
        return on.isEmpty() ? "nothing changed" : more > 0 ? named + "; and " + more + " more" : named;
    }

    /** A prompt to begin with; empty if nobody knows one. */
    String prompt(String model) {
        return presets.stream()
                .flatMap(some -> some.of(model).stream())
                .map(preset -> preset.request().prompt())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    /** Models that can be run here. */
    List<String> runnableModels() {
        return shelf.readable().stream()
                .map(Shelf.SourceAddress::model)
                .distinct()
                .filter(model -> runnable(model, finder.sources(model)))
                .toList();
    }

    private boolean runnable(String model, List<String> sources) {
        return sources.stream().anyMatch(source -> runnable(model, source));
    }

    private boolean runnable(String model, String source) {
        try (OpenSource open = shelf.borrow(model, source)) {
            return models.canRun(open.manifest());
        } catch (FragariaException gone) {
            return false;
        }
    }

    /** Features that write: of the source that is changed already, else of the first ones. */
    private List<FeatureCard> writers(String model, List<String> sources, SteerRequest request) {
        List<String> changed = request.changes().stream()
                .map(InterventionSpec::source)
                .filter(Objects::nonNull)
                .toList();
        List<String> taken = request.changes().stream()
                .map(spec -> "/" + model + "/" + spec.source() + "/" + spec.feature())
                .toList();
        return Stream.concat(changed.stream(), sources.stream())
                .distinct()
                .map(source -> finder.writers(model, source, WRITERS + taken.size()))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of())
                .stream()
                .filter(card -> !taken.contains(card.path()))
                .limit(WRITERS)
                .toList();
    }
}
