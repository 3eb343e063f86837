package org.fragaria.catalog;

import java.nio.file.Path;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where sources lie and how soon changes are seen. */
@ConfigMapping(prefix = "fragaria.catalog")
public interface CatalogConfig {

    /** The data folder: {@code {model}/{source}/manifest.json} in it makes a source. Names that begin with a dot are left alone. */
    Path data();

    /** How often a running server looks for new, replaced and removed folders. */
    @WithDefault("2s")
    Duration scanEvery();
}
