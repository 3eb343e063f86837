package org.fragaria.search;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.FeatureStore;
import org.fragaria.feature.Label;
import org.fragaria.feature.Labels;
import org.fragaria.feature.OpenSource;
import org.fragaria.feature.Shelf;
import org.fragaria.feature.Shelf.SourceAddress;
import org.fragaria.measure.SourceManifest;
import org.fragaria.problem.NotFoundException;
import org.fragaria.problem.UnavailableException;

/**
 * Keeps the label index in line with the shelf: first the words of every source that is new or was replaced, which takes
 * a moment, then the meanings one by one, with rests in between so that requests come first. Whatever the index held
 * before the server started is compared and kept where it still holds. Used by one thread, but {@link #changed} by any.
 */
final class LabelFilling {

    private static final Logger LOG = Logger.getLogger(LabelFilling.class);

    /** Meanings computed between two looks at what else there is to do. */
    private static final int MEANINGS_AT_ONCE = 64;

    private final Shelf shelf;
    private final Labels labels;
    private final LabelIndex index;
    private final int most;
    private final Map<SourceAddress, Long> filled = new HashMap<>();
    private final Set<SourceAddress> withoutMeaning = new LinkedHashSet<>();
    private final ConcurrentLinkedQueue<FeatureAddress> changes = new ConcurrentLinkedQueue<>();
    private volatile boolean full;
    private volatile boolean again;

    LabelFilling(Shelf shelf, Labels labels, LabelIndex index, int most) {
        this.shelf = shelf;
        this.labels = labels;
        this.index = index;
        this.most = most;
    }

    /** Notes that a feature is called something else now; null for any of them. */
    void changed(@Nullable FeatureAddress feature) {
        if (feature == null) {
            again = true;
        } else {
            changes.add(feature);
        }
    }

    /** Whether there were more labels than the index may hold. */
    boolean full() {
        return full;
    }

    /** Whether meanings are missing. */
    boolean lacksMeaning() {
        return !withoutMeaning.isEmpty();
    }

    /** Puts the words of all that is new in, and takes out what is gone. */
    void words() {
        long before = System.nanoTime();
        if (again) {
            again = false;
            filled.clear();
        }
        List<SourceAddress> here = shelf.readable();
        boolean changed = removeAllBut(here);
        for (SourceAddress address : here) {
            changed |= source(address);
        }
        for (FeatureAddress feature = changes.poll(); feature != null; feature = changes.poll()) {
            changed |= feature(feature);
        }
        if (changed) {
            index.commit();
            index.refresh();
            LOG.infof(
                    "Labels: %d in the index, read in %.1f s",
                    index.extent().labels(), (System.nanoTime() - before) / 1e9);
        }
    }

    private boolean removeAllBut(List<SourceAddress> here) {
        Set<String> names = here.stream().map(SourceAddress::toString).collect(Collectors.toSet());
        boolean changed = false;
        for (String at : index.sources()) {
            if (!names.contains(at) && !index.known(at).isEmpty()) {
                index.removeSource(at);
                changed = true;
            }
        }
        filled.keySet().retainAll(here);
        withoutMeaning.retainAll(here);
        return changed;
    }

    private boolean source(SourceAddress address) {
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            if (filled.getOrDefault(address, -1L) == open.opening()) {
                return false;
            }
            boolean changed = fill(open, index.known(address.toString()));
            filled.put(address, open.opening());
            withoutMeaning.add(address);
            index.refresh();
            return changed;
        } catch (NotFoundException | UnavailableException gone) {
            return false; // it went while we looked; the next look sees what is there then
        }
    }

    private boolean fill(OpenSource open, Map<Integer, LabelIndex.Known> known) {
        boolean changed = false;
        int room = most - index.extent().labels() + known.size();
        for (int feature = 0; feature < open.features().size(); feature++) {
            Optional<LabelEntry> entry = entry(open, feature);
            LabelIndex.Known before = known.get(feature);
            if (entry.isPresent() && room > 0) {
                room--;
                if (before == null || before.print() != entry.get().print()) {
                    index.put(entry.get(), null);
                    changed = true;
                }
            } else if (before != null) {
                index.remove(open.manifest().model() + "/" + open.manifest().source() + "/" + feature);
                changed = true;
            }
            full |= entry.isPresent() && room <= 0;
        }
        return changed;
    }

    private boolean feature(FeatureAddress address) {
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            Optional<LabelEntry> entry = entry(open, address.index());
            entry.ifPresentOrElse(now -> index.put(now, null), () -> index.remove(address.toString()));
            withoutMeaning.add(new SourceAddress(address.model(), address.source()));
            return true;
        } catch (NotFoundException | UnavailableException gone) {
            return false;
        }
    }

    private Optional<LabelEntry> entry(OpenSource open, int feature) {
        Optional<FeatureStore.Row> row = open.features().row(feature);
        return row.flatMap(known -> labels.best(open, known).map(label -> entry(open.manifest(), known, label)));
    }

    private static LabelEntry entry(SourceManifest manifest, FeatureStore.Row row, Label label) {
        return new LabelEntry(
                manifest.model(),
                manifest.source(),
                manifest.dictionaryFacts().address().layer(),
                row.index(),
                label.text(),
                label.method(),
                row.density(),
                row.firing().lookup().one());
    }

    /**
     * Computes a few of the missing meanings.
     *
     * @param meaning what computes them
     */
    void meanings(Meaning meaning) {
        for (SourceAddress address : List.copyOf(withoutMeaning)) {
            List<Integer> missing = index.known(address.toString()).entrySet().stream()
                    .filter(known -> !known.getValue().meaning())
                    .map(Map.Entry::getKey)
                    .limit(MEANINGS_AT_ONCE)
                    .toList();
            if (missing.isEmpty()) {
                withoutMeaning.remove(address);
                index.commit();
            } else {
                compute(address, missing, meaning);
                return;
            }
        }
    }

    private void compute(SourceAddress address, List<Integer> features, Meaning meaning) {
        try (OpenSource open = shelf.borrow(address.model(), address.source())) {
            for (int feature : features) {
                entry(open, feature)
                        .ifPresentOrElse(
                                entry -> index.put(entry, meaning.of(LabelText.sense(entry.text(), entry.method()))),
                                () -> index.remove(address + "/" + feature));
            }
            index.refresh();
        } catch (NotFoundException | UnavailableException gone) {
            withoutMeaning.remove(address);
        }
    }
}
