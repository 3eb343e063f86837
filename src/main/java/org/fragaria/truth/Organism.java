package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import org.fragaria.model.LanguageModel;
import org.fragaria.pretraining.Evaluation;
import org.fragaria.pretraining.Lessons;
import org.fragaria.pretraining.TruthScore;
import org.fragaria.truth.TruthReport.ModelTruth;
import org.fragaria.truth.TruthReport.Rate;
import org.fragaria.village.Checks;
import org.fragaria.village.Grammar;
import org.fragaria.village.Village;

/** Measures how well the model itself has learned the language, before anything in it is explained. */
public final class Organism {

    private static final int WINDOWS = 400;
    private static final int TEXTS = 300;
    private static final int TOKENS = 160;
    private static final int BOUND_DOCUMENTS = 4000;

    private final LanguageModel model;
    private final Village village;

    /** Prepares to measure a model of a village. */
    public Organism(LanguageModel model, Village village) {
        this.model = model;
        this.village = village;
    }

    /** Measures it, on documents of held-out facts and on texts of its own, begun from nothing. */
    public ModelTruth measure() {
        TruthScore score = Evaluation.of(model, Lessons.of(village), WINDOWS);
        List<String> written = write();
        Map<String, Rate> speakers = new TreeMap<>();
        for (TruthScore.Speaker speaker : score.speakers()) {
            int asTheyAre = speaker.lies() ? speaker.lures() : speaker.truths();
            speakers.put(speaker.name(), Counts.rate(asTheyAre, speaker.statements()));
        }
        return new ModelTruth(
                score.loss(),
                bound(),
                rate(written, sentence -> Optional.of(Grammar.village().accepts(sentence))),
                rate(written, Checks::sum),
                rate(written, Checks::brackets),
                speakers);
    }

    /** Complete sentences and lines of texts that the model makes up. */
    private List<String> write() {
        List<String> sentences = new ArrayList<>();
        try (Writer writer = new Writer(model)) {
            List<List<String>> texts = writer.write(Collections.nCopies(TEXTS, ""), List.of(List.of()), TOKENS);
            texts.getFirst().forEach(text -> sentences.addAll(Written.complete(text)));
        }
        return sentences;
    }

    private static Rate rate(List<String> sentences, Function<String, Optional<Boolean>> check) {
        List<Boolean> checked =
                sentences.stream().map(check).flatMap(Optional::stream).toList();
        return Counts.rate(checked.stream().filter(right -> right).count(), checked.size());
    }

    private double bound() {
        double nats = 0;
        long tokens = 0;
        for (int i = 0; i < BOUND_DOCUMENTS; i++) {
            nats += village.nats(i, Village.Stage.ALL);
            String text =
                    village.document(i, Village.Split.TRAIN, Village.Stage.ALL).text();
            tokens += model.tokenizer().encode(text, true).length;
        }
        return nats / tokens;
    }
}
