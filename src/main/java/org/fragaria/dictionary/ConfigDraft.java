package org.fragaria.dictionary;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@link DictionaryConfig} being put together by a reader. Begins as an autoencoder without normalisation whose
 * decoder's bias is not subtracted, trained with BOS at a place that nobody named.
 */
final class ConfigDraft {

    private final Architecture architecture;
    private final int dIn;
    private final int dSae;
    private boolean applyBDecToInput;
    private Normalization normalization = Normalization.NONE;
    private int k;
    private boolean rescaleActsByDecoderNorm;
    private String hookName = "";
    private Optional<String> modelName = Optional.empty();
    private boolean prependBos = true;
    private OptionalInt contextSize = OptionalInt.empty();
    private Optional<Transcoding> transcoding = Optional.empty();

    ConfigDraft(Architecture architecture, long dIn, long dSae) {
        this.architecture = architecture;
        this.dIn = Math.toIntExact(dIn);
        this.dSae = Math.toIntExact(dSae);
    }

    ConfigDraft centred(boolean subtractsBias) {
        applyBDecToInput = subtractsBias;
        return this;
    }

    ConfigDraft normalization(Normalization chosen) {
        normalization = chosen;
        return this;
    }

    ConfigDraft k(int kept) {
        k = kept;
        return this;
    }

    ConfigDraft unitDecoder(boolean unit) {
        rescaleActsByDecoderNorm = unit;
        return this;
    }

    ConfigDraft hook(String name) {
        hookName = name;
        return this;
    }

    ConfigDraft model(Optional<String> name) {
        modelName = name;
        return this;
    }

    ConfigDraft bos(boolean prepended) {
        prependBos = prepended;
        return this;
    }

    ConfigDraft context(OptionalInt size) {
        contextSize = size;
        return this;
    }

    ConfigDraft transcodes(long dOut, String hookNameOut, boolean skip) {
        return transcodes(new Transcoding(Math.toIntExact(dOut), hookNameOut, skip));
    }

    ConfigDraft transcodes(Transcoding chosen) {
        transcoding = Optional.of(chosen);
        return this;
    }

    DictionaryConfig config() {
        return new DictionaryConfig(
                architecture,
                dIn,
                dSae,
                applyBDecToInput,
                normalization,
                k,
                rescaleActsByDecoderNorm,
                false,
                hookName,
                modelName,
                prependBos,
                contextSize,
                Map.of(),
                transcoding);
    }
}
