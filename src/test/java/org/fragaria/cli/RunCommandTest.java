package org.fragaria.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** The line beside a run of the lab, read by a shell and given to the command, writes the tokens of the run. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class RunCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ConfigProperty(name = "fragaria.catalog.data")
    String data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "change=1-random-48/5 add 2 max all",
                "change=1-random-48/5 clamp 1.3 max generated&temperature=0",
                "change=1-random-48/5 at_least 3 raw prompt&top_k=9&top_p=0.9",
                "change=1-random-48/7 scale 3 last&frequency_penalty=0.5&presence_penalty=-0.25",
                "change=1-random-48/7 ablate all special",
                "change=1-random-48/7 ablate_mean&stop=e",
                "change=1-random-48/7 project_out range 1-3",
                "change=1-random-48/7 decompose -4 range 2-",
                "change=1-random-48/7 cap 0.5 raw all low -0.5 where 1-random-48/3 > 0.1",
                "change=1-random-48/5 add 2 norm&change=1-random-48/6 add 9 raw off&change=1-random-48/8 add -1",
                "seed=-7"
            })
    void lineWritesTheTokensOfTheRun(String words) throws IOException, InterruptedException {
        same(data, "tiny", "prompt=It's \"so\"\n$HOME `x`&tokens=12&" + words, words.contains("change="));
    }

    @Test
    void wishInWordsIsSaidToBeLeftOut() {
        run("tiny", "prompt=Once&tokens=2&instruction=Be glad.")
                .body("command.line", containsString("generate"))
                .body("command.note", containsString("not the one that was told"));
    }

    @Test
    void runOfAVectorHasNoLineAndSaysSo() {
        given().accept("application/json")
                .get("/tiny/steer?prompt=Once&change=vector/none&edit=true")
                .then()
                .statusCode(200)
                .body("command.line", equalTo(""))
                .body("command.note", containsString("no line"));
    }

    @Test
    void pageShowsTheLine() {
        given().accept("text/html")
                .get("/tiny/steer?prompt=Once&tokens=2&edit=true")
                .then()
                .statusCode(200)
                .body(containsString("./fragaria generate --data --model tiny --precision=exact --prompt=Once"));
    }

    private static ValidatableResponse run(String model, String words) {
        RequestSpecification ask = given().accept("application/json");
        for (String word : words.split("&")) {
            ask.queryParam(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        return ask.get("/" + model + "/steer").then().statusCode(200);
    }

    /** That the line of a run in a data folder writes the run's tokens, of the steered text where the line has one. */
    static void same(String data, String model, String words, boolean steered)
            throws IOException, InterruptedException {
        JsonPath told = run(model, words).extract().jsonPath();
        JsonNode written = JSON.readTree(execute(data, shell(told.getString("command.line"))));
        assertThat(written.path("default").path("ids").toString())
                .isEqualTo(JSON.writeValueAsString(told.getList("result.default.places.id")));
        if (steered) {
            assertThat(written.path("steered").path("ids").toString())
                    .isEqualTo(JSON.writeValueAsString(told.getList("result.steered.places.id")));
        }
    }

    /** The words that a shell makes of a line, without the first one, which is the program. */
    private static List<String> shell(String line) throws IOException, InterruptedException {
        Process sh = new ProcessBuilder("sh", "-c", "printf '%s\\0' " + line).start();
        String words = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor()).isZero();
        List<String> all = Arrays.asList(words.split("\0"));
        assertThat(all.getFirst()).isEqualTo("./fragaria");
        return all.subList(1, all.size());
    }

    private static String execute(String data, List<String> words) {
        List<String> args = new ArrayList<>(words);
        args.set(args.indexOf("--data"), "--data=" + data);
        args.add("--json");
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(args.toArray(new String[0]))).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
