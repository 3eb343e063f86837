package org.fragaria.catalog;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import org.fragaria.feature.FeatureStore.Row;
import org.fragaria.measure.SourceManifest;

/** The address of a list of features that needs no account and no database: the list is in the address. */
final class QuickList {

    private QuickList() {}

    /** A list of features of one source; their ids hold no character that JSON would escape. */
    static String link(SourceManifest manifest, List<Row> rows) {
        String features = rows.stream()
                .map(row -> "{\"modelId\":\"%s\",\"layer\":\"%s\",\"index\":\"%d\"}"
                        .formatted(manifest.model(), manifest.source(), row.index()))
                .collect(Collectors.joining(",", "[", "]"));
        return rows.isEmpty() ? "" : "/quick-list?features=" + URLEncoder.encode(features, StandardCharsets.UTF_8);
    }
}
