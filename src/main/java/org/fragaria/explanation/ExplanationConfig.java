package org.fragaria.explanation;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How soon labels are seen, and the language model that writes and judges them. */
@ConfigMapping(prefix = "fragaria.explanation")
public interface ExplanationConfig {

    /** Attempts of the language model that all browsers together may start in an hour. */
    @WithDefault("60")
    int attemptsPerHour();

    /** How soon a server sees what another server on the same database wrote. */
    @WithDefault("30s")
    Duration refreshEvery();

    /** Whose interface the language model speaks. */
    @WithDefault("openai")
    Provider provider();

    /** Address of its interface, e.g. {@code http://localhost:11434/v1}; without, the provider's own. */
    Optional<String> baseUrl();

    /** The key that it asks for. */
    Optional<String> key();

    /** Name of the language model. Automatic explanations are off without one. */
    Optional<String> model();

    /** Temperature of its answers; empty leaves that to it, which models that reason may insist on. */
    @WithDefault("0")
    Optional<Double> temperature();

    /** How long one answer may take. */
    @WithDefault("60s")
    Duration timeout();

    /** How often a question is asked again that was refused for a while or timed out. */
    @WithDefault("3")
    int retries();

    /** Longest that a server of the language model may ask to wait before that. */
    @WithDefault("60s")
    Duration longestWait();

    /** Whether this process takes up attempts that wait; the command line does not. */
    @WithDefault("true")
    boolean background();

    /** Attempts at the same time. */
    @WithDefault("2")
    int atOnce();

    /** Kinds of interface. */
    enum Provider {
        /** OpenAI's chat completions, which most servers speak. */
        OPENAI,
        /** Anthropic's messages. */
        ANTHROPIC
    }
}
