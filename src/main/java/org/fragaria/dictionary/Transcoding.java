package org.fragaria.dictionary;

/**
 * What a transcoder writes: it reads a tensor at one address and predicts the tensor at another one, of its own width. Its
 * decoder's bias is of the other tensor, so it is never subtracted from the input, and no normalisation is undone.
 *
 * @param dOut width of the tensor that is predicted
 * @param hookName where that is, in the words of the file; empty if the file does not say
 * @param skip whether a linear map of the input is added, {@code W_skip [dIn, dOut]}
 */
public record Transcoding(int dOut, String hookName, boolean skip) {}
