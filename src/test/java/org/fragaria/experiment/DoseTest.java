package org.fragaria.experiment;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

/** A dose-response of a tiny random model, as page, JSON, CSV and events, and with what is wrong. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class DoseTest {

    private static final String RUN = "/tiny/steer/dose?prompt=Once+upon+a+time&feature=1-random-48/5&seeds=3&tokens=8"
            + "&strengths=0+1,4&count=regex&find=e&instruction=Say+e.";

    private static final String BODY = """
            {"run": {"prompt": "Once upon a time", "tokens": 6, "interventions": [
                {"source": "1-random-48", "feature": 5, "positions": "all"},
                {"source": "1-random-48", "feature": 6, "strength": 0.5}]},
             "intervention": 0, "strengths": [-1, 0, 2], "seeds": 2,
             "outcome": {"kind": "feature", "source": "1-random-48", "feature": 7},
             "prompts": ["There was a fox"]}""";

    private static io.restassured.specification.RequestSpecification asked(String accept) {
        return given().urlEncodingEnabled(false).accept(accept);
    }

    @Test
    void pageDrawsTheResult() {
        asked("text/html").get(RUN).then().statusCode(200).body(containsString("Usable range"), containsString("<svg"));
        asked("text/html")
                .get("/tiny/steer/dose")
                .then()
                .statusCode(200)
                .body(containsString("data-dose"), not(containsString("data-dose-result")));
    }

    @Test
    void costOfNothingIsTheTextsOwnLoss() {
        JsonPath json = asked("application/json")
                .get(RUN)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(json.getList("result.points.strength", Double.class)).containsExactly(0.0, 1.0, 4.0);
        assertThat(json.getString("result.points[0].text")).isEqualTo(json.getString("result.base.text"));
        assertThat(json.getDouble("result.points[0].kl.median")).isCloseTo(0, within(1e-6));
        assertThat(json.getDouble("result.points[0].cost.median"))
                .isCloseTo(json.getDouble("result.base.cost.median"), within(1e-4));
        assertThat(json.getDouble("result.points[2].kl.median")).isPositive();
        assertThat(json.getInt("result.prompted.texts")).isEqualTo(3);
        assertThat(json.getInt("result.texts")).isEqualTo(15);
    }

    @Test
    void theSameRequestGivesTheSameFigures() {
        String first = given().contentType("application/json")
                .body(BODY)
                .post("/tiny/steer/dose")
                .asString();
        given().contentType("application/json")
                .body(BODY)
                .post("/tiny/steer/dose")
                .then()
                .statusCode(200)
                .body(equalTo(first))
                .body("points", hasSize(3))
                .body("points[0].texts", equalTo(4))
                .body("base.rate.trials", lessThanOrEqualTo(24));
    }

    @Test
    void dataIsThereAsCommaSeparatedValues() {
        String csv = asked("text/csv")
                .get(RUN.replace("dose?", "dose/csv?"))
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString(".csv"))
                .extract()
                .asString();
        assertThat(csv.lines().findFirst().orElseThrow().split(",")).hasSize(24);
        assertThat(csv).contains("\nwithout,").contains("\n4.0,").contains("\ninstruction,");
    }

    @Test
    void eventsTellHowFarItIs() {
        String events = asked("text/event-stream")
                .get(RUN.replace("dose?", "dose/events?").replace("seeds=3", "seeds=2"))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(events).contains("event:progress").contains("\"all\":10").contains("event:done");
    }

    @Test
    void theWishInWordsIsWrittenBesideTheOthers() {
        given().contentType("application/json")
                .body("{\"run\": {\"prompt\": \"Once upon a time\", \"tokens\": 6, \"interventions\": [{\"source\":"
                        + " \"1-random-48\", \"feature\": 5}]}, \"instruction\": \"Say more.\"}")
                .post("/tiny/steer/instruction")
                .then()
                .statusCode(200)
                .body("prompt", containsString("Say more."))
                .body("alone.kl", equalTo(0f));
        given().contentType("application/json")
                .body("{}")
                .post("/tiny/steer/instruction")
                .then()
                .statusCode(400);
    }

    @Test
    void whatIsWrongIsSaid() {
        refused("/tiny/steer/dose?prompt=x&count=words&find=e", 400, "the run has 0");
        refused("/tiny/steer/dose?prompt=x&feature=5&count=words&find=e", 400, "source and a number");
        refused("/tiny/steer/dose?prompt=x&feature=1-random-48/99&count=words&find=e", 404, "feature 99");
        refused("/tiny/steer/dose?prompt=x&feature=1-random-48/5&count=mood&find=e", 400, "mood");
        refused("/tiny/steer/dose?prompt=x&feature=1-random-48/5&count=regex&find=%28", 400, "broken");
        refused("/tiny/steer/dose?prompt=x&feature=1-random-48/5&method=ablate&find=e", 400, "no strength");
        refused(
                "/tiny/steer/dose?prompt=x&feature=1-random-48/5&find=e&seeds=64&tokens=2&strengths=" + strengths(),
                413,
                "texts");
        refused("/tiny/steer/dose?prompt=x&request=%7B&find=e", 400, "JSON");
        refused("/tiny/steer/dose?colour=red", 400, "colour");
        refused("/nowhere/steer/dose", 404, "nowhere");
        given().contentType("application/json")
                .body("{}")
                .post("/tiny/steer/dose")
                .then()
                .statusCode(400);
    }

    private static String strengths() {
        return "1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20";
    }

    private static void refused(String address, int status, String words) {
        asked("application/json").get(address).then().statusCode(status).body("detail", containsString(words));
    }
}
