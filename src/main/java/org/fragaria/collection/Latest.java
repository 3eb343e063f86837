package org.fragaria.collection;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What visitors made last, for the front page. */
@ApplicationScoped
public class Latest {

    @Inject
    RemarksInMemory remarks;

    @Inject
    Lists lists;

    /** Comments, the last one first. */
    public List<Recent> comments(int most) {
        return remarks.recent(most);
    }

    /** Lists that their makers show to everybody, those changed last first. */
    public List<ListSummary> lists(int most) {
        return lists.listed(0, most);
    }
}
