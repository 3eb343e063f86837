package org.fragaria.home;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.catalog.Inventory.ModelRow;
import org.fragaria.catalog.ModelPage.BrokenSource;
import org.fragaria.collection.FeatureCard;
import org.fragaria.collection.ListSummary;
import org.fragaria.collection.Recent;
import org.fragaria.demo.DemoProgress;
import org.fragaria.showcase.ShowcasePage;

/**
 * What the front page shows; also its JSON.
 *
 * @param models models with at least one source that can be read
 * @param broken folders that cannot be read, and why
 * @param building how far the demo is; null if it is not being made
 * @param showcase what the demo shows here; null if the data folder holds none
 * @param light which feature is shown on the paragraph; empty if there is no paragraph
 * @param example a real feature to show where there is no demo; null if there is none
 * @param recent what was said last
 * @param lists lists that were changed last
 */
public record HomePage(
        List<ModelRow> models,
        List<BrokenSource> broken,
        @Nullable DemoProgress building,
        @Nullable ShowcasePage showcase,
        String light,
        @Nullable FeatureCard example,
        List<Recent> recent,
        List<ListSummary> lists) {

    /** Features that fired, over all sources. */
    public long live() {
        return models.stream().mapToLong(ModelRow::live).sum();
    }

    /** Whether the page will change by itself. */
    public boolean changing() {
        return building != null && building.failure() == null;
    }
}
