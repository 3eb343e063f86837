package org.fragaria.feature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.fragaria.testsupport.VillageData;
import org.fragaria.weights.SafetensorsFile;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

/** Vectors, matches, and the parts of the feature page that the log gives. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class VectorResourceTest {

    private static final String LIVE_FEATURE = "/" + VillageData.LIVE + "/3";

    @TempDir
    Path folder = Path.of(".");

    @Test
    void vectorsAreTheSameInBothForms() throws IOException {
        Response json = given().get(LIVE_FEATURE + "/vector.json");
        assertThat(json.header("Content-Disposition")).isEqualTo("inline; filename=\"tiny-1-random-48-3.json\"");
        JsonPath vector = json.jsonPath();
        Response tensors = given().get(LIVE_FEATURE + "/vector.safetensors");
        assertThat(tensors.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"tiny-1-random-48-3.safetensors\"");
        Path file = Files.write(folder.resolve("vector.safetensors"), tensors.asByteArray());
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThat(opened.metadata())
                    .containsEntry("reads", "resid_post.1")
                    .containsEntry("writes", "resid_post.1")
                    .containsEntry("index", "3");
            for (String name : List.of("decoder", "encoder")) {
                float[] values = new float[vector.getInt("width")];
                opened.bytes(name, 0, values.length * Float.BYTES)
                        .asFloatBuffer()
                        .get(values);
                List<Float> said = vector.getList(name, Float.class);
                assertThat(values).hasSize(said.size()).containsExactly(said.toArray(new Float[0]));
            }
            assertThat(opened.names()).contains("encoder_bias");
        }
    }

    @Test
    void withoutTheDictionaryThereIsNoEncoder() {
        given().get("/village/2-res-300/7/vector.json")
                .then()
                .statusCode(200)
                .body("decoder", hasSize(64))
                .body("encoder", nullValue())
                .body("reads", equalTo("resid_post.2"));
        given().get("/village/2-res-300/300/vector.safetensors").then().statusCode(404);
        given().get("/village/2-res-300/7/vector.json?x=1").then().statusCode(400);
    }

    @Test
    void matchesSayWhyThereAreNone() {
        given().accept("text/html")
                .get(LIVE_FEATURE + "/matches")
                .then()
                .statusCode(200)
                .body(containsString("id=\"matches\""))
                .body(containsString("no other source of this model"));
        given().get(LIVE_FEATURE + "/matches.json").then().body("sources", hasSize(0));
        given().get("/village/2-res-300/x/matches.json").then().statusCode(404);
    }

    @Test
    void theFeaturePageShowsMissesAndCompany() {
        JsonPath page = given().get("/village/2-res-300/7.json").jsonPath();
        assertThat(page.getList("company.others")).isNotEmpty();
        String html = given().accept("text/html").get("/village/2-res-300/7").asString();
        assertThat(html)
                .contains("Fires together with", "/village/2-res-300/7/matches", "vector.safetensors", "data-later");
        assertThat(html.contains("id=\"misses\""))
                .isEqualTo(!page.getList("misses").isEmpty());
        given().accept("text/html")
                .get("/village/2-res-300/16")
                .then()
                .body(not(containsString("Fires together with")));
    }
}
