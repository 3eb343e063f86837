package org.fragaria.training;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.corpus.Corpus;
import org.fragaria.dictionary.Architecture;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.testsupport.ReferenceData;
import org.fragaria.torch.Precision;

import static org.assertj.core.api.Assertions.assertThat;

/** A short training on a real model and real text. */
@Tag("reference")
@EnabledIf("org.fragaria.testsupport.ReferenceData#present")
class Stories260kTrainingTest {

    @Test
    void aTenthOfTheDefaultTokensSuffices(@TempDir Path folder) {
        TrainingSettings settings =
                new TrainingSettings(Architecture.TOPK, 512, 16, 400_000, 1024, 0.002, 128, false, 0);
        Corpus corpus = Corpus.open(List.of(ReferenceData.path("text/tinystories_1000.json")));
        try (LanguageModel model = LanguageModel.open(ReferenceData.path("stories260k/hf"), Precision.EXACT)) {
            HeldOutFit fit = new Training(
                            model, Address.parse("resid_post.2"), corpus, settings, folder.resolve("dictionary"))
                    .run(progress -> {})
                    .orElseThrow();
            System.out.println("Trained on stories260k: " + fit);
            assertThat(fit.fvu()).isLessThanOrEqualTo(0.25);
            assertThat(fit.l0()).isLessThanOrEqualTo(24);
            assertThat(fit.dead()).isLessThanOrEqualTo(0.15);
        }
    }
}
