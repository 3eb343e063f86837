package org.fragaria.experiment;

import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;

/** What a text loses: as page, JSON, CSV and events, and with what is wrong. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class EffectTest {

    private static final String ASKED = "/tiny/steer/effect?text=Once+upon+a+time+there+was+a+fox";

    private static RequestSpecification asked(String accept) {
        return given().urlEncodingEnabled(false).accept(accept);
    }

    private static JsonPath json(String address) {
        return asked("application/json")
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void eachAloneAndAllTogether() {
        JsonPath json = json(ASKED + "&feature=1-random-48/5+1-random-48/6");
        assertThat(json.getList("result.changes.name"))
                .containsExactly("1-random-48/5", "1-random-48/6", "all together");
        int tokens = json.getList("result.tokens").size();
        assertThat(json.getList("result.changes[0].loss")).hasSize(tokens);
        assertThat(json.getList("result.changes[2].kl", Double.class)).allMatch(kl -> kl >= 0);
    }

    @Test
    void attributionAgreesWithWhatTheWholeTextLoses() {
        JsonPath ranked = json(ASKED + "&token=6&source=1-random-48");
        List<Integer> features = ranked.getList("result.attribution.features.feature", Integer.class);
        assertThat(features).isNotEmpty();
        List<Double> changes = ranked.getList("result.attribution.features.change", Double.class);
        for (int i = 0; i < Math.min(3, features.size()); i++) {
            JsonPath whole = json(ASKED + "&feature=1-random-48/" + features.get(i));
            double loss = whole.getList("result.changes[0].loss", Double.class).get(6);
            assertThat(changes.get(i)).isCloseTo(-loss, within(2e-4));
        }
        for (int i = 1; i < changes.size(); i++) {
            assertThat(Math.abs(changes.get(i))).isLessThanOrEqualTo(Math.abs(changes.get(i - 1)));
        }
    }

    @Test
    void pageShowsBoth() {
        asked("text/html").get("/tiny/steer/effect").then().statusCode(200).body(containsString("data-effect-place"));
        asked("text/html")
                .get(ASKED + "&feature=1-random-48/5&token=3")
                .then()
                .statusCode(200)
                .body(containsString("Without 1-random-48/5"), containsString("What matters for"));
    }

    @Test
    void dataAndEvents() {
        asked("text/csv")
                .get(ASKED.replace("effect?", "effect/csv?") + "&feature=1-random-48/5")
                .then()
                .statusCode(200)
                .body(containsString("loss_change 1-random-48/5"));
        asked("text/csv")
                .get(ASKED.replace("effect?", "effect/csv?") + "&token=3")
                .then()
                .statusCode(200)
                .body(containsString("change_nats"));
        asked("text/event-stream")
                .get(ASKED.replace("effect?", "effect/events?") + "&token=4")
                .then()
                .statusCode(200)
                .body(containsString("event:progress"), containsString("event:done"));
    }

    @Test
    void whatIsWrongIsSaid() {
        refused(ASKED + "&feature=5", 400, "source and a number");
        refused(ASKED + "&feature=1-random-48/99", 404, "99");
        refused(ASKED + "&token=500", 400, "token");
        refused(ASKED + "&token=2&source=nowhere", 404, "nowhere");
        given().contentType("application/json")
                .body("{}")
                .post("/tiny/steer/effect")
                .then()
                .statusCode(400);
    }

    private static void refused(String address, int status, String words) {
        asked("application/json").get(address).then().statusCode(status).body("detail", containsString(words));
    }
}
