package org.fragaria.search;

import java.nio.file.Path;
import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How labels are searched. */
@ConfigMapping(prefix = "fragaria.search")
public interface SearchConfig {

    /** Folder of the label index; made if missing, and made again if it is of another version. */
    @WithDefault("${fragaria.data}/.labels")
    Path labels();

    /** Whether this process keeps the index up to date; a command that only writes labels leaves that to the next server. */
    @WithDefault("true")
    boolean fill();

    /** Labels in the index, at most; further ones are not searched, and the page says so. */
    @WithDefault("5000000")
    int mostLabels();

    /** Whether labels are found by what they mean, too: takes about 100 MB of memory, and time once for each label. */
    @WithDefault("true")
    boolean meaning();

    /** How often sources are looked through for new and removed ones. */
    @WithDefault("2s")
    Duration scanEvery();

    /** Memory for what features do on texts that somebody ran, so that sorting and turning pages runs no model. */
    @WithDefault("64M")
    MemorySize textCache();
}
