package org.fragaria.feature;

import org.jspecify.annotations.Nullable;

/**
 * Tells, as a CDI event, that a stored label was written, changed, deleted, voted on or scored. Fired after the change is
 * in the database and {@link Labels} answers with it, on the thread that made it; whoever listens does so quickly.
 *
 * @param feature whose labels; null if it may be those of any, e.g. because another server wrote some
 */
public record LabelsChanged(@Nullable FeatureAddress feature) {}
