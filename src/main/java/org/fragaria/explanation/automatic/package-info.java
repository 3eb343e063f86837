/**
 * How a language model is asked to explain a feature and to judge an explanation, and how its answers are read. Knows
 * measured features and language models, but neither database nor pages. Entry points:
 * {@link org.fragaria.explanation.automatic.Method}, {@link org.fragaria.explanation.automatic.Exam},
 * {@link org.fragaria.explanation.automatic.Judge}.
 */
@NullMarked
package org.fragaria.explanation.automatic;

import org.jspecify.annotations.NullMarked;
