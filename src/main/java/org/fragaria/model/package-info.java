/**
 * Causal language models in Hugging Face layout: families, hook points, KV cache, tokenizer. Plain Java and DJL.
 * Entry point: {@code LanguageModel}.
 */
@NullMarked
package org.fragaria.model;

import org.jspecify.annotations.NullMarked;
