/**
 * Sparse dictionaries (sparse autoencoders) in SAELens layout, its version 6 and older ones: encode, decode, and single
 * features from one encoder column and one decoder row. Entry points: {@link org.fragaria.dictionary.Dictionary#open}
 * and {@link org.fragaria.dictionary.DictionaryWriter}.
 */
@NullMarked
package org.fragaria.dictionary;

import org.jspecify.annotations.NullMarked;
