package org.fragaria.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.fragaria.engine.Generation;
import org.fragaria.engine.Limits;
import org.fragaria.lab.LabResult.Place;
import org.fragaria.testsupport.VillageData;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;

/**
 * Who waits for the model is told so as long as it lasts, and who would wait too long is sent away with a time. The model is
 * held still meanwhile, by somebody who does not hear its first token out.
 */
@QuarkusTest
@QuarkusTestResource(VillageData.class)
class LabQueueTest {

    private static final String PROMPT = "\"prompt\": \"Once\"";
    private static final int WAITING = 3;

    private static final Pattern QUEUE =
            Pattern.compile("event:queue\\s+data:\\{\"place\":(\\d+),\"waitSeconds\":(\\d+)}");

    @TestHTTPResource("/")
    String root;

    @Inject
    LabRunner runner;

    private final List<Generation> running = new ArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        letGo.countDown();
        running.forEach(Generation::cancel);
    }

    /** Holds the model still, and puts runs behind the one that does. */
    private void hold(int waiting) throws InterruptedException {
        start(0);
        assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
        IntStream.rangeClosed(1, waiting).forEach(this::start);
    }

    private void start(int seed) {
        running.add(runner.start(prepared(seed), new Deaf()));
    }

    private LabRunner.Prepared prepared(int seed) {
        String request = "{" + PROMPT + ", \"tokens\": 8, \"seed\": " + seed + "}";
        // the address of this machine is who asks over HTTP without a key: one client, so that no turn is skipped
        return runner.prepare("tiny", LabRequests.read(request), "127.0.0.1");
    }

    /** Keeps the engine's thread at the first token. */
    private final class Deaf implements LabRunner.Listener {
        @Override
        public void place(int side, int at, Place place) {
            held.countDown();
            try {
                letGo.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void ended(int side, String end) {}

        @Override
        public void done(LabResult result) {}

        @Override
        public void failed(RuntimeException failure) {}
    }

    /** All that is told of a run; the model may go on as soon as a place in the queue was told. */
    private String events() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + "tiny/steer/events?prompt=Once&tokens=2"))
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofMinutes(1))
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            return lines.peek(line -> {
                        if (line.startsWith("event:queue")) {
                            letGo.countDown();
                        }
                    })
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void placeAndTimeAreToldAsLongAsOneWaits() throws Exception {
        hold(WAITING);
        String events = events();
        List<Integer> places = new ArrayList<>();
        Matcher queue = QUEUE.matcher(events);
        while (queue.find()) {
            places.add(Integer.parseInt(queue.group(1)));
        }
        assertThat(places)
                .startsWith(WAITING + 1)
                .isSortedAccordingTo((a, b) -> b - a)
                .allMatch(place -> place > 0);
        assertThat(events.lastIndexOf("event:queue")).isLessThan(events.indexOf("event:token"));
        assertThat(events).contains("event:done");
    }

    @Test
    void whoNeedNotWaitIsToldOfNoQueue() throws Exception {
        assertThat(events()).contains("event:done").doesNotContain("event:queue");
    }

    @ParameterizedTest
    @CsvSource({
        "/tiny/steer/run, ''",
        "/api/steer, '\"modelId\": \"tiny\", \"features\": [], \"n_tokens\": 4, \"temperature\": 0, \"seed\": 1,"
                + " \"strength_multiplier\": 1, '",
    })
    void whoWouldWaitTooLongIsSentAwayWithATime(String path, String more) throws InterruptedException {
        hold(Limits.ofDevice().queuePerClient());
        given().contentType("application/json")
                .body("{" + more + PROMPT + "}")
                .post(path)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9][0-9]*"))
                .body("detail", containsString("try again in"));
    }
}
