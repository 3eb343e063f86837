/**
 * Sparse dictionaries (sparse autoencoders and transcoders) in the formats that they are published in, one {@code
 * …Format} each, listed in docs/formats.md: encode, decode, and single features from one encoder column and one decoder row. Entry points: {@link org.fragaria.dictionary.Dictionary#open},
 * {@link org.fragaria.dictionary.CrossLayerTranscoder#open} and {@link org.fragaria.dictionary.DictionaryWriter}.
 */
@NullMarked
package org.fragaria.dictionary;

import org.jspecify.annotations.NullMarked;
