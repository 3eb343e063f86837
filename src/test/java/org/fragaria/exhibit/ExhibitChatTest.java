package org.fragaria.exhibit;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import org.fragaria.testsupport.ChatData;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

/** Demos made of a chat: a visitor says something, both conversations answer. */
@QuarkusTest
@QuarkusTestResource(value = ChatData.class, restrictToAnnotatedClass = true)
class ExhibitChatTest {

    private static String words(String messages, String controls) {
        return """
                {"model": "chatty", "title": "Berries", "perHour": 100, "run": {"messages": %s, "tokens": 5,
                 "interventions": [{"source": "0-random-48", "feature": 5, "strength": 2}]}, "controls": %s}""".formatted(messages, controls);
    }

    private static final String CHAT = """
            [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello"},
             {"role": "assistant", "content": "Good day.", "steered": "Red <b>berries</b>!"},
             {"role": "user", "content": "And now?"}]""";

    private static RequestSpecification json() {
        return given().urlEncodingEnabled(false).accept("application/json");
    }

    private static void put(String name, String body, int status) {
        json().contentType("application/json")
                .body(body)
                .put("/demo/" + name)
                .then()
                .statusCode(status);
    }

    @Test
    void visitorsMessageIsAnsweredInBothConversations() {
        put("berries", words(CHAT, "{\"prompt\": true}"), 201);
        JsonPath lab = json().contentType("application/json")
                .body("""
                        {"messages": %s, "tokens": 5,
                         "interventions": [{"source": "0-random-48", "feature": 5, "strength": 2}]}""".formatted(CHAT.replace("And now?", "Who are you?")))
                .post("/chatty/steer/run")
                .jsonPath();
        json().get("/demo/berries?prompt=Who+are+you%3F")
                .then()
                .statusCode(200)
                .body("run.messages[3].content", equalTo("Who are you?"))
                .body("result.default.tokens.id", equalTo(lab.getList("result.default.places.id")))
                .body("result.steered.tokens.id", equalTo(lab.getList("result.steered.places.id")));
        json().accept("text/event-stream")
                .get("/demo/berries/events?prompt=Who+are+you%3F")
                .then()
                .statusCode(200)
                .body(containsString("event:done"));
        given().accept("text/html")
                .get("/demo/berries?prompt=Who")
                .then()
                .statusCode(200)
                .body(
                        containsString("Your message"),
                        containsString("Red &lt;b&gt;berries"),
                        not(containsString("… Who")));
        given().accept("text/html").get("/demo/berries?embed=true").then().body(containsString("Your message"));
    }

    @Test
    void onlyMessagesThatAreAllowedAreAnswered() {
        put("few", words(CHAT, "{\"prompts\": [\"How are you?\"]}"), 201);
        json().get("/demo/few?prompt=How+are+you%3F").then().statusCode(200);
        json().get("/demo/few?prompt=Anything").then().statusCode(400);
        put("unanswered", words("[{\"role\": \"assistant\", \"content\": \"Hello\"}]", "{}"), 400);
        put("empty", words("[]", "{}"), 400);
    }
}
