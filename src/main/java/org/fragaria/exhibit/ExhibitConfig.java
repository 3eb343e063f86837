package org.fragaria.exhibit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What makers of demos may allow. */
@ConfigMapping(prefix = "fragaria.exhibit")
public interface ExhibitConfig {

    /** Runs that a demo may allow one visitor in an hour, at most; a visitor is known by the network address. */
    @WithDefault("600")
    int mostRunsPerHour();

    /** Demos that one browser may make, at most. */
    @WithDefault("50")
    int mostDemos();
}
