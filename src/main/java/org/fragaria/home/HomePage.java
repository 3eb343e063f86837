package org.fragaria.home;

import java.util.List;

import org.fragaria.catalog.Inventory.ModelRow;
import org.fragaria.catalog.ModelPage.BrokenSource;

/**
 * What the front page shows; also its JSON.
 *
 * @param models models with at least one source that can be read
 * @param broken folders that cannot be read, and why
 */
public record HomePage(List<ModelRow> models, List<BrokenSource> broken) {

    /** Features that fired, over all sources. */
    public long live() {
        return models.stream().mapToLong(ModelRow::live).sum();
    }
}
