package org.fragaria.home;

import java.util.List;

import org.fragaria.catalog.Inventory.ModelRow;
import org.fragaria.catalog.ModelPage.BrokenSource;
import org.fragaria.catalog.ModelPage.Row;

/**
 * What the page shows that lists all there is; also its JSON.
 *
 * @param models models with their sources
 * @param broken folders that cannot be read, and why
 */
public record ResourcesPage(List<Entry> models, List<BrokenSource> broken) {

    /** A model with its sources, by layer. */
    public record Entry(ModelRow model, List<Row> sources) {}
}
