package org.fragaria.vector;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.TokenTexts;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/** Models by their ids, running. Safe for any number of threads. */
@ApplicationScoped
public class RunningModels {

    @Inject
    Shelf shelf;

    @Inject
    LiveModels models;

    /**
     * A running model, by any of its sources.
     *
     * @param live the model, and the dictionary of the source
     * @param texts how its tokens are shown
     */
    public record RunningModel(LiveSource live, TokenTexts texts) {}

    /**
     * Opens a model, by the first of its sources whose files are on this machine.
     *
     * @throws NotFoundException if no source of it is here
     * @throws UnavailableException if it cannot be run here; says why, of its first source
     */
    public RunningModel of(String model) {
        List<Shelf.SourceAddress> sources = shelf.readable().stream()
                .filter(address -> address.model().equals(model))
                .toList();
        if (sources.isEmpty()) {
            throw new NotFoundException(
                    "There is no model '" + model + "' with a source here; / lists the models of this server.");
        }
        return sources.stream()
                .flatMap(source -> running(source).stream())
                .findFirst()
                .orElseGet(() -> open(sources.getFirst()));
    }

    private Optional<RunningModel> running(Shelf.SourceAddress source) {
        try {
            return Optional.of(open(source));
        } catch (NotFoundException | UnavailableException gone) {
            return Optional.empty(); // another source may have the model's files
        }
    }

    private RunningModel open(Shelf.SourceAddress source) {
        try (OpenSource open = shelf.borrow(source.model(), source.source())) {
            return new RunningModel(models.of(open.manifest()), open.tokens());
        }
    }
}
