package org.fragaria.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

/** Every error has one shape, as JSON and as a page, and names the thing. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class ErrorsTest {

    @TestHTTPResource("/")
    URI root;

    @Test
    void bodiesSayWhatIsWrongWithThem() {
        Map.of(
                        "{\"model\": \"tiny\", \"allowed\": {}}",
                        "The body at 'allowed': there is no such key; known are controls, model",
                        "{\"model\": \"tiny\", \"run\": {\"tokens\": []}}",
                        "The body at 'run.tokens': expected a number.")
                .forEach((body, reason) -> given().contentType("application/json")
                        .accept("application/json")
                        .body(body)
                        .put("/demo/some-name")
                        .then()
                        .statusCode(400)
                        .contentType(Problem.MEDIA_TYPE)
                        .body("detail", containsString(reason)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a/b/c/d/e                                     | 404 | not-found   | no page
            /nosuchmodel                                   | 404 | not-found   | nosuchmodel
            /village/9-none                                | 404 | not-found   | 2-res-300
            /village/2-res-300/300                         | 404 | not-found   | 0 to 299
            /village/2-res-300/-1                          | 404 | not-found   | 0 to 299
            /village/2-res-300/abc                         | 404 | not-found   | abc
            /village/3-broken                              | 503 | unavailable | manifest.json
            /village/3-broken/1                            | 503 | unavailable | manifest.json
            /village/2-res-300?sorting=max                 | 400 | invalid     | colour, density, find, hide, index, label
            /village/2-res-300?sort=size                   | 400 | invalid     | index, max, density, lookup, lookup2, lookup3, persistence, output
            /village/2-res-300?lookup3=2                   | 400 | invalid     | from 0.0 to 1.0
            /village/2-res-300?page=0                      | 400 | invalid     | page
            /village/2-res-300/7?show=all                  | 400 | invalid     | line, snippet, full
            /village/2-res-300/7?text=hello                | 503 | unavailable | village/2-res-300
            /?q=1                                          | 400 | invalid     | expected light
            /search?in=labels                              | 400 | invalid     | token, text
            /random?from=village                           | 400 | invalid     | model/source
            /-/problems/none                               | 404 | not-found   | none
            /tiny/1-random-48/5/steer?prompt=              | 400 | invalid     | prompt
            /tiny/1-random-48/5/steer?prompt=a&strength=NaN| 400 | invalid     | strength
            /tiny/1-random-48/5/steer?prompt=a&strength=x  | 400 | invalid     | strength
            /tiny/1-random-48/5/steer?prompt=a&tokens=0    | 400 | invalid     | tokens
            /tiny/1-random-48/5/steer?prompt=a&method=jump | 400 | invalid     | add, clamp, at_least
            /tiny/1-random-48/16/steer?prompt=a            | 400 | invalid     | never fired
            """)
    void errorIsAProblemAndAPage(String path, int status, String slug, String named) {
        given().urlEncodingEnabled(false)
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(status)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("/-/problems/" + slug))
                .body("status", equalTo(status))
                .body("detail", containsString(named))
                .body("instance", startsWith("/"));
        String html = given().urlEncodingEnabled(false)
                .accept("text/html")
                .get(path)
                .then()
                .statusCode(status)
                .contentType("text/html")
                .extract()
                .asString();
        assertThat(html).contains("<h1").contains("/-/problems/" + slug);
        given().get("/-/problems/" + slug).then().statusCode(200);
    }

    @Test
    void programThatSendsJsonIsAnsweredInJson() {
        given().contentType("application/json")
                .accept("*/*")
                .body("{\"prompt\": \"Once\", \"warmth\": 1}")
                .post("/tiny/steer/run")
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("detail", containsString("warmth"));
    }

    @Test
    void textBeyondTheContextIsTooLarge() {
        String words = "word ".repeat(400).strip().replace(' ', '+');
        given().urlEncodingEnabled(false)
                .get("/tiny/1-random-48/5.json?text=" + words)
                .then()
                .statusCode(413)
                .body("detail", containsString("at most 96"));
        given().urlEncodingEnabled(false)
                .get("/tiny/1-random-48/5/steer.json?prompt=" + words)
                .then()
                .statusCode(413)
                .body("detail", containsString("96"));
    }

    @Test
    void wrongStreamIsAnOrdinaryProblem() {
        for (String words : new String[] {"prompt=a&strength=NaN", "strength=1"}) {
            given().urlEncodingEnabled(false)
                    .accept("text/event-stream")
                    .get("/tiny/1-random-48/5/steer/events?" + words)
                    .then()
                    .statusCode(400)
                    .contentType(Problem.MEDIA_TYPE);
        }
    }

    @Test
    void wrongMethodAndTypeAreProblemsToo() {
        given().accept("application/json")
                .post("/village")
                .then()
                .statusCode(405)
                .body("type", equalTo("/-/problems/request"));
        given().accept("image/png").get("/village").then().statusCode(406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "GET /village/2-res-300/7 HTTP/1.0\r\n"})
    void aRequestWithoutAHostIsRefused(String line) throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((line + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).containsPattern("^HTTP/1\\.[01] 400 ").contains("no Host header", "\"status\":400");
        }
    }
}
