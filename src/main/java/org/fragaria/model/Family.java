package org.fragaria.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.problem.InvalidException;

/**
 * The model families that can be run, by the architecture class in {@code config.json} (never by a part of a name). A
 * family is one file: how to read its configuration, and its forward pass.
 */
enum Family {
    GPT2("GPT2LMHeadModel", Gpt2::config, Gpt2::new),
    LLAMA("LlamaForCausalLM", Llama::config, Llama::new);

    private final String architecture;
    private final Function<JsonFile, ModelConfig> config;
    private final BiFunction<ModelConfig, ModelTensors, Transformer> build;

    Family(
            String architecture,
            Function<JsonFile, ModelConfig> config,
            BiFunction<ModelConfig, ModelTensors, Transformer> build) {
        this.architecture = architecture;
        this.config = config;
        this.build = build;
    }

    /**
     * The family of a configuration.
     *
     * @throws InvalidException if the architecture is missing or none that can be run
     */
    static Family of(JsonFile file) {
        JsonNode architectures = file.root().path("architectures");
        List<String> named = architectures.valueStream().map(JsonNode::asText).toList();
        return Arrays.stream(values())
                .filter(f -> named.contains(f.architecture))
                .findFirst()
                .orElseThrow(() -> file.wrong(
                        "architectures",
                        "one of "
                                + Arrays.stream(values())
                                        .map(f -> f.architecture)
                                        .collect(Collectors.joining(", ")),
                        named.isEmpty() ? "none" : named));
    }

    ModelConfig config(JsonFile file) {
        return config.apply(file);
    }

    Transformer build(ModelConfig shape, ModelTensors tensors) {
        return build.apply(shape, tensors);
    }
}
