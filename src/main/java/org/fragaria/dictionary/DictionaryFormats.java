package org.fragaria.dictionary;

import java.util.List;
import java.util.stream.Collectors;

import org.fragaria.problem.NotFoundException;

/** All formats that are read; which one it is, the files say. */
final class DictionaryFormats {

    static final List<DictionaryFormat> ALL = List.of(
            new SaeLensFormat(),
            new GemmaScopeFormat(),
            new GemmaScope2Format(),
            new DictionaryLearningFormat(),
            new SparsifyFormat(),
            new OpenAiFormat(),
            new OpenMossFormat(),
            new TranscoderSetFormat(),
            new AttentionKkFormat(),
            new SingleFileFormat(),
            new CrossLayerFormat());

    private DictionaryFormats() {}

    /**
     * Reads a dictionary in whichever format it is.
     *
     * @throws NotFoundException if no format is recognised; says what is there and what would be
     * @throws org.fragaria.problem.InvalidException if several are, or the one says no
     */
    static CanonicalDictionary read(DictionaryFiles files) {
        List<DictionaryFormat> found =
                ALL.stream().filter(format -> format.recognises(files)).toList();
        if (found.isEmpty()) {
            throw new NotFoundException("Dictionary " + files.path() + ": expected the files of one of these formats: "
                    + ALL.stream().map(f -> f.id() + " (" + f.files() + ")").collect(Collectors.joining("; "))
                    + ". Found " + files.listing() + ". Where a folder holds several dictionaries, name one file.");
        }
        if (found.size() > 1) {
            throw files.invalid("expected the files of one format, found those of "
                    + found.stream().map(DictionaryFormat::id).collect(Collectors.joining(" and "))
                    + ": " + files.listing() + ". Move what does not belong to it elsewhere, or name one file.");
        }
        return found.getFirst().read(files);
    }
}
