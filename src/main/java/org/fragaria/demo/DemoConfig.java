package org.fragaria.demo;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the demo is made of. */
@ConfigMapping(prefix = "fragaria.demo")
public interface DemoConfig {

    /** Whether the server unpacks and builds the demo; {@code ./fragaria demo} says so, {@code serve} does not. */
    @WithDefault("false")
    boolean build();

    /** A folder laid out like the shipped demo, to be used in its place. */
    Optional<Path> content();

    /** Tokens that every source is measured on, at most. */
    @WithDefault("400000")
    long tokens();

    /** Tokens of one window. */
    @WithDefault("128")
    int context();

    /** Documents that the generator writes where the demo ships no text. */
    @WithDefault("6000")
    int documents();
}
