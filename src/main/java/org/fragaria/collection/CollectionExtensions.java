package org.fragaria.collection;

import java.util.List;

import io.quarkus.qute.TemplateExtension;

/** What templates ask of lists: {@code {collection:features(page)}}. */
@TemplateExtension(namespace = "collection")
final class CollectionExtensions {

    private CollectionExtensions() {}

    /** A list's features as a form sends them. */
    static String features(ListPage page) {
        return QuickFeatures.write(page.cards().stream()
                .map(card -> new ListWords.Entry(card.feature(), card.note()))
                .toList());
    }

    /** One feature as a form sends it. */
    static String feature(FeatureCard card) {
        return QuickFeatures.write(List.of(new ListWords.Entry(card.feature(), "")));
    }
}
