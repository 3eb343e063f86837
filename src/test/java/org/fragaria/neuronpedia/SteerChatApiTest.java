package org.fragaria.neuronpedia;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.testsupport.ChatData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

/** Neuronpedia's chats over HTTP, beside the lab's own. */
@QuarkusTest
@QuarkusTestResource(value = ChatData.class, restrictToAnnotatedClass = true)
class SteerChatApiTest {

    private static final String BODY = """
            {"modelId": "chatty", "features": [{"modelId": "chatty", "layer": "0-random-48", "index": 5, "strength": 3}],
             "defaultChatMessages": [{"role": "user", "content": "Hello"}, {"role": "model", "content": "Good day."},
               {"role": "user", "content": "And now?"}],
             "steeredChatMessages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Red!"},
               {"role": "user", "content": "And now?"}],
             "temperature": 0.5, "n_tokens": 8, "seed": 3, "strength_multiplier": 2, "steer_special_tokens": false}""";

    private static ValidatableResponse chat(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/steer-chat")
                .then();
    }

    @Test
    void chatsAreThoseOfTheLab() {
        JsonPath theirs = chat(BODY).statusCode(200).extract().jsonPath();
        JsonPath ours = given().contentType("application/json")
                .body("""
                        {"messages": [{"role": "user", "content": "Hello"},
                          {"role": "assistant", "content": "Good day.", "steered": "Red!"},
                          {"role": "user", "content": "And now?"}], "temperature": 0.5, "tokens": 8, "seed": 3,
                         "interventions": [{"source": "0-random-48", "feature": 5, "strength": 6, "unit": "raw",
                           "positions": "all", "specialTokens": false}]}""")
                .post("/chatty/steer/run")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(theirs.getList("STEERED.logprobs.token")).isEqualTo(ours.getList("result.steered.places.text"));
        assertThat(theirs.getList("DEFAULT.logprobs.token")).isEqualTo(ours.getList("result.default.places.text"));
        assertThat(theirs.getList("STEERED.chatTemplate.role"))
                .containsExactly("user", "assistant", "user", "assistant");
        assertThat(theirs.getList("STEERED.chatTemplate.content")).contains("Red!");
        assertThat(theirs.getList("DEFAULT.chatTemplate.content")).contains("Good day.");
        assertThat(theirs.getString("STEERED.raw"))
                .contains("Red!")
                .endsWith(String.join("", ours.<String>getList("result.steered.places.text")));
        assertThat(theirs.getMap("settings"))
                .containsEntry("steer_method", "SIMPLE_ADDITIVE")
                .containsEntry("steer_special_tokens", false)
                .containsEntry("n_tokens", 8);
    }

    @Test
    void streamEndsWithTheWholeReply() {
        String told = chat(BODY.replace("\"seed\"", "\"stream\": true, \"seed\""))
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        String[] frames = told.strip().split("\n\n");
        assertThat(JsonPath.from(frames[frames.length - 1].substring("data: ".length()))
                        .getString("STEERED.raw"))
                .isEqualTo(chat(BODY).extract().path("STEERED.raw"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "seed"|"isAssistantAxis": true, "seed"|no assistant axis
            , "steer_special_tokens": false||no 'steer_special_tokens'
            "role": "model"|"role": "robot"|expected user, assistant
            {"role": "assistant", "content": "Red!"},||as many in both
            "role": "assistant"|"role": "user"|same speakers
            "content": "Red!"|"content": null|content of a message
            """)
    void whatCannotBeHonouredIsAProblemInWords(String part, String other, String words) {
        chat(BODY.replace(part, other == null ? "" : other)).statusCode(400).body("detail", containsString(words));
    }
}
