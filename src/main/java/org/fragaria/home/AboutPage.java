package org.fragaria.home;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.fragaria.collection.FeatureCard;

/**
 * What the page shows that says what a feature is; also its JSON.
 *
 * @param example a real feature; null if there is none yet
 * @param text the text that the reader wrote for it; may be empty
 * @param problems why it could not be read
 * @param runnable whether the example's model can read a text here
 */
public record AboutPage(@Nullable FeatureCard example, String text, List<String> problems, boolean runnable) {}
