package org.fragaria.cli;

import java.io.IOException;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.testsupport.ChatData;

/** As {@link RunCommandTest}, of chats whose answers read differently in the two conversations. */
@QuarkusTest
@QuarkusTestResource(value = ChatData.class, restrictToAnnotatedClass = true)
class RunCommandChatTest {

    @ConfigProperty(name = "fragaria.catalog.data")
    String data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message=user: It's me&tokens=8&change=0-random-48/5 add 3 max generated",
                "message=system: Be brief&message=user: Hello&message=assistant: Good day.&message=steered: Red!"
                        + "&message=user: And now?&tokens=8&change=0-random-48/5 clamp 2 max all special",
                "message=user: Hello&message=assistant: A&message=steered: B&message=user: C&tokens=6"
            })
    void lineWritesTheTokensOfTheChat(String words) throws IOException, InterruptedException {
        RunCommandTest.same(data, "chatty", words, true);
    }
}
