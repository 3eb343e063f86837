package org.fragaria.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.fragaria.torch.Precision;

/** How models run on this server. */
@ConfigMapping(prefix = "fragaria.live")
public interface LiveConfig {

    /** Whether models run at all; without, pages show what was measured. */
    @WithDefault("true")
    boolean enabled();

    /** How weights are multiplied: {@code fast} or {@code exact}. */
    @WithDefault("fast")
    Precision precision();

    /** Texts that are read at the same time, at most; further ones wait. */
    @WithDefault("2")
    int readers();

    /** Longest text or prompt, in characters. */
    @WithDefault("8192")
    int longestText();
}
