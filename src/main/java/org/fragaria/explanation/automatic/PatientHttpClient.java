package org.fragaria.explanation.automatic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;

/**
 * HTTP for LangChain4j that does as a server asks: its {@code Retry-After} decides how long to wait when it has had enough
 * (429) or is overloaded (5xx), which LangChain4j's own clients do not show to whoever repeats a question. Safe for any
 * number of threads.
 */
final class PatientHttpClient implements HttpClient {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final int OVERLOADED = 529;

    private final java.net.http.HttpClient http;
    private final Duration timeout;
    private final int retries;
    private final Duration longestWait;

    private PatientHttpClient(Endpoint endpoint) {
        timeout = endpoint.timeout();
        retries = endpoint.retries();
        longestWait = endpoint.longestWait();
        http = java.net.http.HttpClient.newBuilder()
                .connectTimeout(timeout)
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Makes one for an endpoint, whatever timeouts LangChain4j asks for. */
    record Builder(Endpoint endpoint) implements HttpClientBuilder {
        @Override
        public Duration connectTimeout() {
            return endpoint.timeout();
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return endpoint.timeout();
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new PatientHttpClient(endpoint);
        }
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt >= retries;
            try {
                HttpResponse<String> response = http.send(translated(request), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() / 100 == 2) {
                    return SuccessfulHttpResponse.builder()
                            .statusCode(response.statusCode())
                            .headers(response.headers().map())
                            .body(response.body())
                            .build();
                }
                Duration wait = wait(response, attempt);
                if (last || !passes(response.statusCode()) || wait.compareTo(longestWait) > 0) {
                    throw new HttpException(response.statusCode(), response.body());
                }
                Thread.sleep(wait);
            } catch (HttpTimeoutException e) {
                if (last) {
                    throw new TimeoutException(e);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    private java.net.http.HttpRequest translated(HttpRequest request) {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(timeout)
                .method(
                        request.method().name(),
                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                request.body() == null ? "" : request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }

    /** Whether the same question may be answered a little later. */
    private static boolean passes(int status) {
        return switch (status) {
            case 408, 429, 500, 502, 503, 504, OVERLOADED -> true;
            default -> false;
        };
    }

    private static Duration wait(HttpResponse<?> response, int attempt) {
        OptionalLong asked = response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> OptionalLong.of(Long.parseLong(seconds)))
                .orElse(OptionalLong.empty());
        return asked.isPresent()
                ? Duration.ofSeconds(asked.getAsLong())
                : FIRST_WAIT.multipliedBy(1L << Math.min(attempt, 6));
    }
}
