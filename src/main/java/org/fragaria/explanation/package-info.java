/**
 * What features are called: labels that people and language models wrote, votes for them, scores of how well they
 * predict; and an honest offline label where nobody wrote any. Stored in the database, answered from memory. Entry
 * points: {@code StoredLabels} (the house's {@link org.fragaria.feature.Labels}), {@code ExplanationResource}.
 */
@NullMarked
package org.fragaria.explanation;

import org.jspecify.annotations.NullMarked;
