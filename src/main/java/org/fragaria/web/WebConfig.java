package org.fragaria.web;

import java.net.URI;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What all pages share. */
@ConfigMapping(prefix = "fragaria.web")
public interface WebConfig {

    /** Memory for pages that were rendered before, at most: half in gzip, half plain; 0 renders every page anew. */
    @WithDefault("64M")
    MemorySize pageCache();

    /** Address of this site as others see it; without one, links that leave the site name the host that was asked for. */
    Optional<URI> publicUrl();
}
