package org.fragaria.dictionary;

/** A layout of files that dictionaries are published in. One small class each, listed in {@link DictionaryFormats}. */
interface DictionaryFormat {

    /** A short name, for people and {@link Provenance}. */
    String id();

    /** The files that it consists of, for messages. */
    String files();

    /** Whether these files are in this format: by their names, or by the names of their tensors. */
    boolean recognises(DictionaryFiles files);

    /**
     * Reads what decides numbers; tensors are opened and not read.
     *
     * @throws org.fragaria.problem.FragariaException if the files contradict themselves or lack what decides numbers
     */
    CanonicalDictionary read(DictionaryFiles files);
}
