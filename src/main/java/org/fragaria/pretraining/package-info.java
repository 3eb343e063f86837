/**
 * Trains the demo's language model from scratch: tokenizer, a small Llama, its curriculum of documents with labels, and
 * the judgement of what it learned. Entry points: {@link org.fragaria.pretraining.Pretraining} and
 * {@link org.fragaria.pretraining.Evaluation}.
 */
@NullMarked
package org.fragaria.pretraining;

import org.jspecify.annotations.NullMarked;
