package org.fragaria.experiment;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much an experiment may ask of this server. */
@ConfigMapping(prefix = "fragaria.experiment")
public interface ExperimentConfig {

    /** Experiments that run at the same time, at most; further ones wait for {@link #patience}. */
    @WithDefault("2")
    int atOnce();

    /** How long an experiment waits for its turn before it is refused. */
    @WithDefault("20s")
    Duration patience();

    /** Texts that one dose-response writes, at most: strengths × seeds × prompts. */
    @WithDefault("1024")
    int mostTexts();

    /** Features that are switched off, one after the other, to tell which matter for a token. */
    @WithDefault("256")
    int mostFeatures();

    /** Memory for results, so that the address of an experiment runs it once. */
    @WithDefault("32M")
    MemorySize cache();
}
