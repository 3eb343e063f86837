package org.fragaria.vector;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.TokenTexts;
import org.fragaria.live.LiveModels;
import org.fragaria.live.LiveSource;
import org.fragaria.problem.NotFoundException;

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
     * Opens a model.
     *
     * @throws NotFoundException if no source of it is here
     * @throws org.fragaria.problem.UnavailableException if it cannot be run here
     */
    public RunningModel of(String model) {
        Shelf.SourceAddress any = shelf.readable().stream()
                .filter(address -> address.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "There is no model '" + model + "' with a source here; / lists the models of this server."));
        try (OpenSource open = shelf.borrow(any.model(), any.source())) {
            return new RunningModel(models.of(open.manifest()), open.tokens());
        }
    }
}
