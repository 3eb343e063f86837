package org.fragaria.dictionary;

/**
 * circuit-tracer's cross-layer transcoders: known by their files, and refused. One feature writes to many layers, which
 * nothing here represents; adding the layers up, as some readers do, would give activations without a reconstruction.
 */
final class CrossLayerFormat implements DictionaryFormat {

    @Override
    public String id() {
        return "cross-layer transcoders, not supported yet";
    }

    @Override
    public String files() {
        return "W_enc_N.safetensors and W_dec_N.safetensors";
    }

    @Override
    public boolean recognises(DictionaryFiles files) {
        return files.names().stream().anyMatch(name -> name.matches("W_enc_\\d+\\.safetensors"));
    }

    @Override
    public CanonicalDictionary read(DictionaryFiles files) {
        throw files.invalid(
                "cross-layer transcoders, whose features write to many layers, are not supported yet; take the"
                        + " per-layer transcoders of the same model.");
    }
}
