package org.fragaria.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.fragaria.engine.Generation;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Who waits for the model is told so as long as it lasts: place and time, then the texts. */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class LabQueueTest {

    /** Sixteen runs of four rows fill the batch; the others wait. */
    private static final int BEFORE = 30;

    private static final Pattern QUEUE =
            Pattern.compile("event:queue\\s+data:\\{\"place\":(\\d+),\"waitSeconds\":(\\d+)}");

    @Inject
    LabRunner runner;

    private final List<Generation> running = new ArrayList<>();

    @AfterEach
    void letGo() {
        running.forEach(Generation::cancel);
    }

    private void start(int seed) {
        String request = "{\"prompt\": \"Once\", \"tokens\": 256, \"seed\": " + seed + "}";
        // the address of this machine is who asks over HTTP without a key: one client, so that no turn is skipped
        running.add(
                runner.start(runner.prepare("tiny", LabRequests.read(request), "127.0.0.1"), new LabRunner.Listener() {
                    @Override
                    public void place(int side, int at, Place place) {}

                    @Override
                    public void ended(int side, String end) {}

                    @Override
                    public void done(LabResult result) {}

                    @Override
                    public void failed(RuntimeException failure) {}
                }));
    }

    private static String events() {
        return given().accept("text/event-stream")
                .get("/tiny/steer/events?prompt=Once&tokens=2")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void placeAndTimeAreToldAsLongAsOneWaits() {
        IntStream.range(0, BEFORE).forEach(this::start);
        String told = events();
        List<Integer> places = new ArrayList<>();
        Matcher queue = QUEUE.matcher(told);
        while (queue.find()) {
            places.add(Integer.parseInt(queue.group(1)));
        }
        assertThat(places).isNotEmpty().isSortedAccordingTo((a, b) -> b - a).allMatch(place -> place > 0);
        assertThat(told.lastIndexOf("event:queue")).isLessThan(told.indexOf("event:token"));
        assertThat(told).contains("event:done");
    }

    @Test
    void whoNeedNotWaitIsToldOfNoQueue() {
        assertThat(events()).contains("event:done").doesNotContain("event:queue");
    }
}
