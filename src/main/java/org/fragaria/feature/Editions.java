package org.fragaria.feature;

import java.util.BitSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.live.LiveModels;
import org.fragaria.problem.FragariaException;

/** Tells which edition the house shows now. To be asked before a page is made, so that what changes meanwhile counts. */
@ApplicationScoped
public class Editions {

    @Inject
    Shelf shelf;

    @Inject
    Labels labels;

    @Inject
    Remarks remarks;

    @Inject
    LiveModels models;

    /** The present one. */
    public Edition now() {
        return new Edition(shelf.stamp(), labels.stamp(), remarks.stamp(), runnable());
    }

    private BitSet runnable() {
        BitSet runnable = new BitSet();
        int place = 0;
        for (SourceAddress source : shelf.readable()) {
            runnable.set(place++, canRun(source));
        }
        return runnable;
    }

    private boolean canRun(SourceAddress source) {
        try (OpenSource open = shelf.borrow(source.model(), source.source())) {
            return models.canRun(open.manifest());
        } catch (FragariaException gone) {
            return false; // since it was listed, so the shelf's next stamp is another one
        }
    }
}
