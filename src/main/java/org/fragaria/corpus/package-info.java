/**
 * Text to measure and train on: files cut into documents, documents packed into token windows of one length.
 * Entry points: {@link org.fragaria.corpus.Corpus}, {@link org.fragaria.corpus.TokenWindows}.
 */
@NullMarked
package org.fragaria.corpus;

import org.jspecify.annotations.NullMarked;
