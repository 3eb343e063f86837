package org.fragaria.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What all pages share. */
@ConfigMapping(prefix = "fragaria.web")
public interface WebConfig {

    /** Memory for feature pages that were rendered before, at most; 0 renders every page anew. */
    @WithDefault("64M")
    MemorySize pageCache();
}
