package org.fragaria.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import org.fragaria.engine.Tracer;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.steering.InterventionSpec;
import org.fragaria.steering.Interventions;
import org.fragaria.testsupport.VillageData;
import org.fragaria.torch.Precision;
import org.fragaria.weights.SafetensorsWriter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Vectors that are uploaded or made of texts, their pages, and steering with them. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class VectorsTest {

    private static final String MODEL = VillageData.LIVE.split("/")[0];
    private static final String ADA = "AdaAdaAdaAdaAdaAdaAdaAdaAdaAda24";
    private static final String BEN = "BenBenBenBenBenBenBenBenBenBen24";
    private static final int WIDTH = 24;
    private static final List<String> HAPPY = List.of("The fox was happy", "Owl sang", "What a fine day it is");
    private static final List<String> SAD = List.of("The fox was sad", "Owl cried");

    @Inject
    Interventions interventions;

    private static RequestSpecification as(String key) {
        return given().cookie("fragaria-key", key).redirects().follow(false);
    }

    private static Response upload(String key, Object body) {
        return as(key).contentType("application/json").body(body).post("/" + MODEL + "/vectors");
    }

    private static Response contrast(Object body) {
        return as(ADA).contentType("application/json").body(body).post("/" + MODEL + "/vectors/contrast");
    }

    /** The difference of means, reckoned here from the tensors of the model. */
    @Test
    void aContrastIsTheDifferenceOfMeans() {
        for (String which : List.of("last", "mean")) {
            JsonPath made = contrast(
                            Map.of("address", "resid_post.1", "positive", HAPPY, "negative", SAD, "which", which))
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath();
            double[] expected = new double[WIDTH];
            try (LanguageModel model = LanguageModel.open(VillageData.LIVE_MODEL, Precision.EXACT)) {
                HAPPY.forEach(text -> add(model, text, which, expected, 1.0 / HAPPY.size()));
                SAD.forEach(text -> add(model, text, which, expected, -1.0 / SAD.size()));
            }
            List<Float> values = made.getList("values", Float.class);
            for (int i = 0; i < WIDTH; i++) {
                assertThat((double) values.get(i)).as(which + i).isCloseTo(expected[i], within(1e-5));
            }
            assertThat(made.getString("contrast.which")).isEqualTo(which);
            assertThat(made.getList("contrast.positive")).isEqualTo(HAPPY);
            assertThat(made.getDouble("contrast.cosine")).isBetween(-1.0, 1.0);
            assertThat(made.getDouble("norm"))
                    .isCloseTo(Math.sqrt(Arrays.stream(expected).map(x -> x * x).sum()), within(1e-4));
            assertThat(made.getDouble("typical")).isPositive();
            assertThat(made.getList("nearest.source")).contains("1-random-48");
            assertThat(made.getString("title")).isEqualTo("The fox was happy − The fox was sad");
        }
    }

    private static void add(LanguageModel model, String text, String which, double[] sum, double weight) {
        int[] ids = model.tokenizer().encode(text);
        Address address = Address.parse("resid_post.1");
        float[] h =
                new Tracer(model).trace(ids, List.of(address), false, List.of()).tensor(address);
        int first = which.equals("last") ? ids.length - 1 : 1; // 0 is BOS
        for (int t = first; t < ids.length; t++) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += weight * h[t * WIDTH + i] / (ids.length - first);
            }
        }
    }

    @Test
    void anUploadedVectorIsStoredOnceAndUsed() {
        List<Float> values = java.util.stream.IntStream.range(0, WIDTH)
                .mapToObj(i -> (float) Math.sin(i))
                .toList();
        Map<String, Object> body =
                Map.of("address", "mlp_out.2", "title", "<b>My</b> vector", "values", values, "listed", true);
        String id = upload(ADA, body).then().statusCode(201).extract().path("id");
        assertThat(upload(BEN, body).then().extract().<String>path("id")).isEqualTo(id);
        String path = "/" + MODEL + "/vectors/" + id;
        String page = given().get(path).then().statusCode(200).extract().asString();
        assertThat(page).contains("<bdi>&lt;b&gt;My&lt;/b&gt; vector</bdi>").contains("mlp_out.2");
        given().get("/" + MODEL + "/vectors.json").then().body("listed.id", org.hamcrest.Matchers.hasItem(id));
        Interventions.Ready ready = interventions
                .ready(MODEL, List.of(spec(id, "project_out", null, null)))
                .getFirst();
        assertThat(ready.changes().getFirst().address().toString()).isEqualTo("mlp_out.2");
        assertThat(ready.changes().getFirst().direction()).hasSize(WIDTH).startsWith(0f, (float) Math.sin(1));
        Interventions.Ready half = interventions
                .ready(MODEL, List.of(spec(id, "add", 0.5, "norm")))
                .getFirst();
        assertThat(half.share()).isCloseTo(0.5, within(1e-9));
        assertThat(interventions
                        .ready(MODEL, List.of(spec(id, "add", null, null)))
                        .getFirst()
                        .raw())
                .isEqualTo(1);
        assertThatThrownBy(() -> interventions.ready(MODEL, List.of(spec(id, "add", 1.0, "max"))))
                .hasMessageContaining("has no maximum");
        assertThatThrownBy(() -> interventions.ready(MODEL, List.of(spec(id, "ablate_mean", null, null))))
                .hasMessageContaining("on a vector");
        as(BEN).delete(path).then().statusCode(403);
        as(ADA).delete(path).then().statusCode(204);
        given().get(path).then().statusCode(404);
        assertThatThrownBy(() -> interventions.ready(MODEL, List.of(spec(id, "add", 1.0, null))))
                .hasMessageContaining("There is no vector");
    }

    private static InterventionSpec spec(
            String vector,
            String method,
            @org.jspecify.annotations.Nullable Double strength,
            @org.jspecify.annotations.Nullable String unit) {
        return new InterventionSpec(
                null, null, vector, method, strength, unit, null, null, null, null, null, null, null);
    }

    @Test
    void aFileGoesInAndComesOut() {
        float[] values = new float[WIDTH];
        Arrays.fill(values, 0.25f);
        byte[] file = new SafetensorsWriter()
                .add("a", values, WIDTH)
                .add("b", new float[] {1}, 1)
                .bytes();
        RequestSpecification form = as(ADA).multiPart("file", "v.safetensors", file, "application/octet-stream")
                .multiPart("address", "resid_pre.1")
                .multiPart("title", "From a file");
        form.post("/" + MODEL + "/vectors").then().statusCode(400).body(containsString("name one of a, b"));
        String place = as(ADA).multiPart("file", "v.safetensors", file, "application/octet-stream")
                .multiPart("address", "resid_pre.1")
                .multiPart("title", "From a file")
                .multiPart("tensor", "a")
                .post("/" + MODEL + "/vectors")
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        byte[] back = given().get(place + "/vector.safetensors")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(new String(back, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("\"vector\"", "resid_pre.1");
        given().get(place + ".json").then().body("values[3]", equalTo(0.25f)).body("contrast", equalTo(null));
        as(ADA).multiPart("file", "v.safetensors", "nonsense".getBytes(), "application/octet-stream")
                .multiPart("address", "resid_pre.1")
                .multiPart("title", "Nonsense")
                .post("/" + MODEL + "/vectors")
                .then()
                .statusCode(400);
    }

    @Test
    void theFormMakesOneWithoutScripts() {
        String place = as(ADA).formParam("address", "attn_out.1")
                .formParam("positive", "A fine day\r\n\r\nA fine night")
                .formParam("negative", "A bad day\nA bad night")
                .formParam("which", "mean")
                .formParam("title", "")
                .post("/" + MODEL + "/vectors/contrast")
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        String page = as(ADA).get(place).then().statusCode(200).extract().asString();
        assertThat(page).contains("A fine night", "Delete this vector", "attn_out.1");
        assertThat(given().get(place).asString()).doesNotContain("Delete this vector");
        String all = as(ADA).get("/" + MODEL + "/vectors")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(all).contains("Made in this browser", "2 texts less 2");
        given().get("/" + MODEL + "/vectors?colour=red").then().statusCode(400);
        given().get("/nosuch/vectors").then().statusCode(404);
        as(ADA).post(place + "/delete").then().statusCode(303);
    }

    @Test
    void whatIsNoDirectionIsRefused() {
        List<Integer> zeros = java.util.Collections.nCopies(WIDTH, 0);
        refused(Map.of("address", "resid_post.1", "title", "t", "values", zeros), "zero everywhere");
        refused(Map.of("address", "resid_post.1", "title", "t", "values", List.of(1, 2)), "is 24 wide");
        refused(Map.of("address", "resid_post.9", "title", "t", "values", zeros), "layers 0 to 2");
        refused(Map.of("address", "resid_post.1", "title", " ", "values", List.of(1)), "24 wide");
        refused(Map.of("title", "t", "values", zeros), "Parameter address");
        refused(Map.of("address", "resid_post.1", "title", "t"), "no 'values'");
        List<Object> broken = new java.util.ArrayList<>(zeros);
        broken.set(3, 1e39);
        refused(Map.of("address", "resid_post.1", "title", "t", "values", broken), "number 3 is Infinity");
        contrast(Map.of("address", "resid_post.1", "positive", HAPPY, "negative", List.of()))
                .then()
                .statusCode(400)
                .body(containsString("1 to 64 texts"));
        contrast(Map.of("address", "resid_post.1", "positive", SAD, "negative", SAD))
                .then()
                .statusCode(400)
                .body(containsString("two sets of texts the same"));
        contrast(Map.of("address", "resid_post.1", "positive", List.of("a".repeat(8000)), "negative", SAD))
                .then()
                .statusCode(413);
    }

    private static void refused(Object body, String reason) {
        upload(ADA, body).then().statusCode(400).body(containsString(reason));
    }
}
