package org.fragaria.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a visitor may write. */
@ConfigMapping(prefix = "fragaria.account")
public interface AccountConfig {

    /** Labels, votes, comments, bookmarks, vectors and changes of lists that one browser may write in an hour. */
    @WithDefault("300")
    int writesPerHour();
}
