package org.fragaria.collection;

import java.time.Instant;

/**
 * A list in a table of lists. Queries make it, so it is public.
 *
 * @param features how many features it holds
 * @param changed when it was last changed
 */
public record ListSummary(String id, String name, String description, int features, Instant changed) {}
