package org.fragaria.truth;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import org.fragaria.torch.Torch;
import org.fragaria.truth.TruthReport.Score;

import static org.assertj.core.api.Assertions.assertThat;

class ProbesTest {

    @Test
    void logisticRegressionIsThatOfScikitLearn() throws IOException {
        Torch.inferenceThread();
        JsonNode golden = new ObjectMapper()
                .readTree(Path.of("src/test/resources/golden/ProbesTest/logistic.json")
                        .toFile());
        float[] x = floats(golden.path("x"));
        float[] expected = floats(golden.path("scores"));
        int[][] labels = new int[golden.path("labels").size()][];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = new ObjectMapper().convertValue(golden.path("labels").get(i), int[].class);
        }
        int concepts = golden.path("concepts").asInt();
        try (Probes probes = new Probes(x, golden.path("width").asInt(), labels, concepts)) {
            float[] found = probes.scores(x);
            double worst = 0;
            for (int i = 0; i < found.length; i++) {
                worst = Math.max(worst, Math.abs(found[i] - expected[i]) / (1 + Math.abs(expected[i])));
            }
            System.out.println("probe logits against scikit-learn: worst difference " + worst);
            assertThat(worst).isLessThan(0.03);
            Probes.Scored scored = new Probes.Scored(found, labels);
            Probes.Scored theirs = new Probes.Scored(expected, labels);
            for (int c = 0; c < concepts; c++) {
                Score ours = probes.score("here", scored, scored).get(c);
                Score reference = probes.score("here", theirs, theirs).get(c);
                assertThat(ours.f1()).isCloseTo(reference.f1(), org.assertj.core.data.Offset.offset(0.02));
            }
        }
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }
}
