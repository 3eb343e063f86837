package org.fragaria.model;

import java.nio.file.Files;
import java.nio.file.Path;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;
import org.fragaria.torch.Precision;
import org.fragaria.torch.Torch;
import org.fragaria.weights.Weights;

/**
 * A causal language model, loaded: weights on the device, tokenizer, forward pass. Weights are memory-mapped from its
 * folder for as long as it is open. Forward passes may run on any threads at the same time.
 */
public final class LanguageModel implements AutoCloseable {

    private final String id;
    private final Path folder;
    private final Precision precision;
    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final Weights weights;
    private final NDManager manager;
    private final Transformer transformer;

    private LanguageModel(Path folder, JsonFile configFile, Precision precision) {
        this.folder = folder;
        this.precision = precision;
        id = folder.getFileName().toString();
        Plan plan = Family.plan(configFile);
        config = plan.config();
        tokenizer = Tokenizer.open(folder);
        weights = Weights.open(folder);
        manager = Torch.manager().newSubManager();
        manager.setName("model " + id);
        try {
            transformer = plan.build(config, new ModelTensors(folder, weights, manager, precision));
        } catch (RuntimeException e) {
            manager.close();
            weights.close();
            tokenizer.close();
            throw e;
        }
    }

    /**
     * Loads a model.
     *
     * @param folder a folder in Hugging Face layout: {@code config.json}, {@code tokenizer.json}, {@code *.safetensors}
     * @throws NotFoundException if the folder or one of its files is missing
     * @throws InvalidException if a file is broken, the architecture is unknown, or shapes contradict the configuration
     */
    public static LanguageModel open(Path folder, Precision precision) {
        Path real = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(real)) {
            throw new NotFoundException("Model folder " + real + " does not exist.");
        }
        return new LanguageModel(real, JsonFile.read(real.resolve("config.json")), precision);
    }

    /** Reads only the configuration of a model. */
    public static ModelConfig readConfig(Path folder) {
        JsonFile file = JsonFile.read(folder.resolve("config.json"));
        return Family.plan(file).config();
    }

    /**
     * Runs a forward pass up to the final norm, or to where the taps stop it.
     *
     * @return the final norm's output, float32 {@code [row, position, dModel]}, in the step's manager
     */
    public NDArray run(Step step, Taps taps) {
        return transformer.run(step, taps);
    }

    /**
     * Logits of some positions, soft-capped where the family does that.
     *
     * @param normed final norm's output, {@code [.., dModel]}
     * @return float32 {@code [.., vocabulary]} in its manager
     */
    public NDArray logits(NDArray normed) {
        return transformer.logits(normed);
    }

    /**
     * Direct effect of directions in the residual stream on the logits: through the final norm with its scale frozen at
     * 1 (mean removed where it is a layer norm, gain folded in) and the unembedding, before a soft-cap of the logits.
     * This is what TransformerLens computes as {@code W_dec @ W_U} with folded norms.
     *
     * @param directions {@code [n, dModel]} float32
     * @return {@code [n, vocabulary]} float32, in the manager of the directions
     */
    public NDArray logitEffect(NDArray directions) {
        return transformer.logitEffect(directions);
    }

    /**
     * Whether its norms remove the mean (layer norms, not RMS norms), so that nothing changes for it if what is written to
     * the residual stream is centred.
     */
    public boolean normsCentre() {
        return transformer.last().centres();
    }

    /** The folder's name: how the model is called in addresses of pages. */
    public String id() {
        return id;
    }

    /** Where it was loaded from, absolute. */
    public Path folder() {
        return folder;
    }

    /** How its weights are multiplied. */
    public Precision precision() {
        return precision;
    }

    /** Its shape. */
    public ModelConfig config() {
        return config;
    }

    /** Its tokenizer. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Number of weights in its files. */
    public long parameters() {
        return weights.names().stream()
                .mapToLong(n -> weights.info(n).elements())
                .sum();
    }

    /** The manager of its weights; make sub-managers for what lives as long as the model. */
    public NDManager manager() {
        return manager;
    }

    /** Frees weights and tokenizer. No pass may be running. */
    @Override
    public void close() {
        transformer.close();
        manager.close();
        weights.close();
        tokenizer.close();
    }
}
