package org.fragaria.neuronpedia;

import java.util.Comparator;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@QuarkusTestResource(VillageData.class)
class FeatureApiTest {

    @Test
    void featureHasNeuronpediasFields() {
        JsonPath json = given().get("/api/feature/village/2-res-300/7")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .jsonPath();
        assertThat(json.getMap("$").keySet().stream().map(Object::toString).toList())
                .contains(
                        "modelId",
                        "layer",
                        "index",
                        "sourceSetName",
                        "maxActApprox",
                        "hookName",
                        "topkCosSimIndices",
                        "topkCosSimValues",
                        "neg_str",
                        "neg_values",
                        "pos_str",
                        "pos_values",
                        "frac_nonzero",
                        "freq_hist_data_bar_heights",
                        "freq_hist_data_bar_values",
                        "logits_hist_data_bar_heights",
                        "logits_hist_data_bar_values",
                        "activations",
                        "explanations",
                        "model",
                        "source",
                        "umap_x",
                        "correlated_features_indices",
                        "decoder_weights_dist");
        assertThat(json.getString("index")).isEqualTo("7");
        assertThat(json.getString("hookName")).isEqualTo("blocks.2.hook_resid_post");
        assertThat(json.getString("sourceSetName")).isEqualTo("res-300");
        assertThat(json.getList("freq_hist_data_bar_values")).hasSameSizeAs(json.getList("freq_hist_data_bar_heights"));
        assertThat(json.getList("activations.maxValue", Float.class))
                .isNotEmpty()
                .isSortedAccordingTo(Comparator.reverseOrder())
                .startsWith(json.getFloat("maxActApprox"));
        assertThat(json.getList("activations[0].tokens")).hasSameSizeAs(json.getList("activations[0].values"));
    }

    @Test
    void deadFeatureIsWholeToo() {
        given().get("/api/feature/village/2-res-300/16")
                .then()
                .statusCode(200)
                .body("maxActApprox", equalTo(0f))
                .body("activations.size()", equalTo(0));
    }

    @Test
    void missingFeatureIsAProblem() {
        given().get("/api/feature/village/2-res-300/300")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }
}
