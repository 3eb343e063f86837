package org.fragaria.testsupport;

import java.util.Map;
import java.util.Objects;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jspecify.annotations.Nullable;

/** Lets the server under test ask a {@link FakeModelServer}. */
public final class FakeModel implements QuarkusTestResourceLifecycleManager {

    private static @Nullable FakeModelServer server;

    /** The server that is asked. */
    public static FakeModelServer server() {
        return Objects.requireNonNull(server);
    }

    @Override
    public Map<String, String> start() {
        FakeModelServer started = new FakeModelServer();
        server = started;
        return Map.of(
                "fragaria.explanation.base-url", started.url(),
                "fragaria.explanation.model", "fake-model",
                "fragaria.explanation.key", "sk-secret-key",
                "fragaria.explanation.timeout", "2s",
                "fragaria.explanation.retries", "1",
                "fragaria.explanation.attempts-per-hour", "1000");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
