package org.fragaria.showcase;

import org.jspecify.annotations.Nullable;

import org.fragaria.feature.Strip;

/**
 * A feature as a card: where it leads, its strongest place, how it is spread.
 *
 * @param id which subject, as in addresses
 * @param title what the feature stands for, or its number
 * @param kind how abstract that is, in words
 * @param source the source's id
 * @param index the feature's number
 * @param path the feature's page; null while its source is being made
 * @param strip tokens around its strongest activation; null while its source is being made
 * @param density share of tokens on which it fires
 * @param histogram counts of its activations
 */
public record Door(
        String id,
        String title,
        String kind,
        String source,
        int index,
        @Nullable String path,
        @Nullable Strip strip,
        double density,
        long[] histogram) {}
