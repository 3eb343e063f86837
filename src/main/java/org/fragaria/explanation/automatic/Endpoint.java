package org.fragaria.explanation.automatic;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Where a language model is asked.
 *
 * @param anthropic whether it speaks Anthropic's interface; else OpenAI's
 * @param baseUrl address of the interface; null for the provider's own
 * @param key what it asks for; null for none
 * @param model name of the language model
 * @param temperature of its answers; empty to leave that to it
 * @param timeout how long one answer may take
 * @param retries how often a question is asked again
 * @param longestWait longest wait before that
 */
public record Endpoint(
        boolean anthropic,
        @Nullable String baseUrl,
        @Nullable String key,
        String model,
        Optional<Double> temperature,
        Duration timeout,
        int retries,
        Duration longestWait) {

    /** Without the key. */
    @Override
    public String toString() {
        return (anthropic ? "anthropic " : "openai ") + (baseUrl == null ? "" : baseUrl + " ") + model;
    }
}
