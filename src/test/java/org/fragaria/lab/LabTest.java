package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.engine.Tracer;
import org.fragaria.intervention.Intervention;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.model.LanguageModel;
import org.fragaria.steering.Interventions;
import org.fragaria.steering.SteerRequest;
import org.fragaria.testsupport.VillageData;
import org.fragaria.torch.Precision;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

/** The lab over HTTP: what is told of each token is what the model says, and page, JSON and events say the same. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class LabTest {

    private static final String RUN =
            "/tiny/steer?prompt=Once+upon+a+time&change=1-random-48/5+add+2+max+all&tokens=8&seed=3";
    private static final String JSON = """
            {"prompt": "Once upon a time", "tokens": 8, "seed": 3, "interventions":
              [{"source": "1-random-48", "feature": 5, "method": "add", "strength": 2, "unit": "max", "positions": "all"}]}""";

    @Inject
    LabRunner runner;

    @Inject
    Interventions interventions;

    @Test
    void probabilitiesAreThoseOfTheModelReadingEachText() {
        SteerRequest request = LabRequests.read(JSON);
        LabResult result = runner.again("tiny", request, "");
        List<Intervention> changes = Interventions.applied(interventions.ready("tiny", request.changes()));
        try (LanguageModel model = LanguageModel.open(VillageData.LIVE_MODEL, Precision.EXACT)) {
            int[] prompt = model.tokenizer().encode(request.prompt());
            for (LabResult.Side side : List.of(result.normal(), result.steered())) {
                assertThat(side.places()).hasSize(8);
                boolean steered = side == result.steered();
                int[] ids = withPrompt(prompt, side);
                double[][] normal = probabilities(model, ids, List.of());
                double[][] changed = probabilities(model, ids, changes);
                for (int at = 0; at < side.places().size(); at++) {
                    Place place = side.places().get(at);
                    double[] p = normal[prompt.length - 1 + at];
                    double[] q = changed[prompt.length - 1 + at];
                    assertThat(place.normal()).isCloseTo(p[place.id()], within(1e-4));
                    assertThat(place.steered()).isCloseTo(q[place.id()], within(1e-4));
                    assertThat(place.divergence())
                            .isCloseTo(steered ? divergence(q, p) : divergence(p, q), within(1e-4));
                    assertThat(place.inNormal()).hasSize(LabResult.ALTERNATIVES);
                    assertThat(place.inSteered().getFirst().probability()).isCloseTo(most(q), within(1e-4));
                }
            }
        }
        assertThat(result.steered().divergence()).isGreaterThan(0);
        assertThat(result.sameTexts(runner.again("tiny", request, ""))).isTrue();
    }

    private static int[] withPrompt(int[] prompt, LabResult.Side side) {
        List<Integer> ids = new ArrayList<>();
        for (int id : prompt) {
            ids.add(id);
        }
        side.places().forEach(place -> ids.add(place.id()));
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double[][] probabilities(LanguageModel model, int[] ids, List<Intervention> changes) {
        float[] logits = new Tracer(model).trace(ids, List.of(), true, changes).logits();
        int vocabulary = logits.length / ids.length;
        double[][] probabilities = new double[ids.length][vocabulary];
        for (int row = 0; row < ids.length; row++) {
            double sum = 0;
            for (int id = 0; id < vocabulary; id++) {
                probabilities[row][id] = Math.exp(logits[row * vocabulary + id]);
                sum += probabilities[row][id];
            }
            for (int id = 0; id < vocabulary; id++) {
                probabilities[row][id] /= sum;
            }
        }
        return probabilities;
    }

    private static double divergence(double[] p, double[] q) {
        double sum = 0;
        for (int id = 0; id < p.length; id++) {
            sum += p[id] * Math.log(p[id] / q[id]);
        }
        return sum;
    }

    private static double most(double[] p) {
        return java.util.Arrays.stream(p).max().orElseThrow();
    }

    @Test
    void pageJsonAndEventsTellTheSameRun() {
        List<Integer> ids = given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(RUN)
                .then()
                .statusCode(200)
                .body("result.steered.places", hasSize(8))
                .extract()
                .jsonPath()
                .getList("result.steered.places.id");
        given().contentType("application/json")
                .body(JSON)
                .post("/tiny/steer/run")
                .then()
                .statusCode(200)
                .body("result.steered.places.id", equalTo(ids))
                .body("link", containsString("change=1-random-48%2F5+add+2+max+all"));
        String stream = given().contentType("application/json")
                .accept("text/event-stream")
                .body(JSON)
                .post("/tiny/steer/run")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(stream.split("event:token", -1)).hasSize(17);
        assertThat(stream).contains("event:start", "event:end", "event:done").doesNotContain("event:error");
        assertThat(stream).containsPattern("\"text\":1,\"at\":7,\"place\":\\{\"id\":" + ids.get(7) + ",");
        String html = given().urlEncodingEnabled(false)
                .get(RUN)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(html).contains("Run both", "mean KL", "1-random-48/5", "Token by token");
    }

    @Test
    void eventsTakeTheWordsOfTheAddressToo() {
        String stream = given().urlEncodingEnabled(false)
                .get(RUN.replace("/steer?", "/steer/events?"))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(stream).contains("event:done");
    }

    @Test
    void formLeadsToTheAddressOfItsRun() {
        Map<String, String> form = Map.of(
                "prompt", "Once upon a time",
                "temperature", "0",
                "change.0.at", "1-random-48/5",
                "change.0.on", "true",
                "change.0.method", "clamp",
                "change.0.strength", "1.5",
                "change.0.unit", "max",
                "change.0.positions", "all",
                "change.4.at", "1-random-48/6",
                "change.4.method", "ablate");
        String away = given().redirects()
                .follow(false)
                .formParams(form)
                .formParam("do", "run")
                .post("/tiny/steer")
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        assertThat(away)
                .endsWith("/tiny/steer?prompt=Once+upon+a+time&change=1-random-48%2F5+clamp+1.5+max+all"
                        + "&change=1-random-48%2F6+ablate+off&temperature=0");
        given().redirects()
                .follow(false)
                .formParams(form)
                .formParam("do", "remove:4")
                .post("/tiny/steer")
                .then()
                .statusCode(303)
                .header("Location", containsString("all&temperature=0&edit=true"));
        given().redirects()
                .follow(false)
                .formParams(form)
                .formParam("do", "add")
                .formParam("add", "1-random-48/7")
                .post("/tiny/steer")
                .then()
                .statusCode(303)
                .header("Location", containsString("&change=1-random-48%2F7&edit=true"));
    }

    @Test
    void featuresAreFoundByAddressNumberAndToken() {
        given().get("/village/steer/features?q=2-res-300/7")
                .then()
                .statusCode(200)
                .body("features[0].at", equalTo("2-res-300/7"));
        given().get("/village/steer/features?q=12").then().body("features[0].at", equalTo("2-res-300/12"));
        List<String> found = given().get("/village/steer/features?q=strawberry")
                .then()
                .extract()
                .jsonPath()
                .getList("features.at");
        assertThat(found).isNotEmpty().allMatch(at -> at.startsWith("2-res-300/"));
    }

    @Test
    void modelThatCannotRunSaysSo() {
        String html =
                given().get("/village/steer").then().statusCode(200).extract().asString();
        assertThat(html).contains("cannot write here").doesNotContain("Run both");
        given().redirects()
                .follow(false)
                .get("/steer")
                .then()
                .statusCode(303)
                .header("Location", containsString("/tiny/steer"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /none/steer                                              | 404 | no model 'none'
            /tiny/steer?prompt=a&change=1-random-48/5+jump           | 400 | add, clamp, at_least
            /tiny/steer?prompt=a&change=9-none/5                     | 404 | 9-none
            /tiny/steer?prompt=a&change=1-random-48/999              | 404 | 0 to 47
            /tiny/steer?prompt=a&change=five                         | 400 | source/number
            /tiny/steer?prompt=a&tokens=9999                         | 400 | from 1 to 256
            /tiny/steer?prompt=a&temperature=hot                     | 400 | temperature
            /tiny/steer?prompt=a&top_p=0                             | 400 | Top-p
            /tiny/steer?prompt=a&colour=red                          | 400 | colour
            /tiny/steer?message=user:+hello                          | 400 | chat template
            """)
    void mistakesAreNamed(String path, int status, String named) {
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(status)
                .body("detail", containsString(named));
    }
}
