package org.fragaria.truth;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.fragaria.dictionary.Dictionary;
import org.fragaria.model.Address;
import org.fragaria.model.HookPoint;
import org.fragaria.model.LanguageModel;
import org.fragaria.torch.Torch;
import org.fragaria.truth.TruthReport.Causal;
import org.fragaria.truth.TruthReport.ConceptTruth;
import org.fragaria.truth.TruthReport.Score;
import org.fragaria.village.Concept;

/**
 * Makes a truth report of a model and its dictionaries. One pass over the texts per address, so that the tensors of one
 * address are in memory at a time (about {@code 8 · tokens · width} bytes). Used once, by one thread.
 */
public final class TruthRun {

    private final LanguageModel model;
    private final Map<String, Dictionary> dictionaries;
    private final TruthSettings settings;
    private final Consumer<String> progress;
    private final Map<String, TruthSource> sources = new LinkedHashMap<>();
    private final List<List<Score>> probes = new ArrayList<>();
    private final List<List<Score>> features = new ArrayList<>();

    /**
     * Prepares a report.
     *
     * @param dictionaries dictionaries by source id; stay the caller's
     * @param progress hears what is being done
     */
    public TruthRun(
            LanguageModel model,
            Map<String, Dictionary> dictionaries,
            TruthSettings settings,
            Consumer<String> progress) {
        this.model = model;
        this.dictionaries = new LinkedHashMap<>(dictionaries);
        this.settings = settings;
        this.progress = progress;
        dictionaries.values().forEach(d -> d.requireAutoencoder("the truth report"));
        dictionaries.values().forEach(d -> model.config().require(d.config().address()));
    }

    /** Does all of it. */
    public TruthReport run() {
        Torch.inferenceThread();
        progress.accept("labelling texts");
        LabelledTexts select = read(0);
        LabelledTexts test = read(1);
        for (Address address : addresses()) {
            measure(address, select, test);
        }
        List<ConceptTruth> concepts = concepts(test);
        Ladder.Found ladder = new Ladder(model, sources, settings, progress).climb();
        Causality causality = new Causality(model, sources, settings, select, test, progress);
        List<Causal> causal = causality.run(concepts);
        List<TruthReport.Slot> slots = causality.slots(concepts);
        return new TruthReport(
                model.id(),
                settings.seed(),
                select.rows(),
                test.rows(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                List.copyOf(sources.keySet()),
                concepts,
                causal,
                ladder.rungs(),
                new Picks(concepts, causal, slots, ladder, causality).all(),
                slots,
                null);
    }

    private LabelledTexts read(long first) {
        return LabelledTexts.read(settings.documents(), first, settings.tokens(), model, settings.concepts());
    }

    /** The embedding, the residual stream after every block, and where dictionaries are. */
    private Set<Address> addresses() {
        Set<Address> addresses = new TreeSet<>();
        addresses.add(new Address(HookPoint.EMBED, 0));
        for (int layer = 0; layer < model.config().layers(); layer++) {
            addresses.add(new Address(HookPoint.RESID_POST, layer));
        }
        dictionaries.values().forEach(d -> addresses.add(d.config().address()));
        return addresses;
    }

    private void measure(Address address, LabelledTexts select, LabelledTexts test) {
        progress.accept("probes at " + address);
        float[] x = select.activations(model, address);
        float[] others = test.activations(model, address);
        int width = model.config().width(address.point());
        int[][] labels = select.labels();
        int[][] testLabels = test.labels();
        try (Probes fitted = new Probes(x, width, labels, select.concepts())) {
            probes.add(fitted.score(
                    address.toString(),
                    new Probes.Scored(fitted.scores(x), labels),
                    new Probes.Scored(fitted.scores(others), testLabels)));
        }
        dictionaries.forEach((id, dictionary) -> {
            if (dictionary.config().address().equals(address)) {
                progress.accept("features of " + id);
                dictionary.requireWidth(width, address + " of model " + model.id());
                SparseActivations sparse = SparseActivations.of(dictionary, x);
                int dSae = dictionary.config().dSae();
                sources.put(
                        id,
                        new TruthSource(
                                id,
                                dictionary,
                                sparse.density(dSae),
                                sparse.contrast(dSae, labels, select.concepts()),
                                meanLength(x, width)));
                features.add(FeatureScores.of(
                        id,
                        dSae,
                        select.concepts(),
                        new FeatureScores.Labelled(sparse, labels),
                        new FeatureScores.Labelled(SparseActivations.of(dictionary, others), testLabels)));
            }
        });
    }

    private static double meanLength(float[] x, int width) {
        double sum = 0;
        for (int from = 0; from < x.length; from += width) {
            double square = 0;
            for (int i = from; i < from + width; i++) {
                square += (double) x[i] * x[i];
            }
            sum += Math.sqrt(square);
        }
        return sum / (x.length / (double) width);
    }

    private List<ConceptTruth> concepts(LabelledTexts test) {
        long[] positives = new long[settings.concepts().size()];
        for (int[] labels : test.labels()) {
            for (int concept : labels) {
                positives[concept]++;
            }
        }
        List<ConceptTruth> found = new ArrayList<>();
        for (int c = 0; c < positives.length; c++) {
            int number = c;
            Concept concept = settings.concepts().get(c);
            found.add(new ConceptTruth(
                    concept,
                    positives[c],
                    probes.stream().map(scores -> scores.get(number)).toList(),
                    features.stream().map(scores -> scores.get(number)).toList()));
        }
        return found;
    }
}
