package org.fragaria.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.problem.InvalidException;

/**
 * The model families that can be run, by the architecture class in {@code config.json} (never by a part of a name). A
 * family is one file, which reads its configuration, and one line here.
 */
enum Family {
    GPT2("GPT2LMHeadModel", Gpt2::new),
    GPT_NEO("GPTNeoForCausalLM", GptNeo::new),
    GPT_NEO_X("GPTNeoXForCausalLM", GptNeoX::new),
    LLAMA("LlamaForCausalLM", Llama::new),
    MISTRAL("MistralForCausalLM", Mistral::new),
    QWEN2("Qwen2ForCausalLM", Qwen2::new),
    QWEN3("Qwen3ForCausalLM", Qwen3::new),
    GEMMA("GemmaForCausalLM", Gemma::new),
    GEMMA2("Gemma2ForCausalLM", Gemma2::new),
    GEMMA3("Gemma3ForCausalLM", Gemma3::text),
    GEMMA3_SEEING("Gemma3ForConditionalGeneration", Gemma3::textPart);

    private final String architecture;
    private final Function<JsonFile, Plan> plan;

    Family(String architecture, Function<JsonFile, Plan> plan) {
        this.architecture = architecture;
        this.plan = plan;
    }

    /**
     * What a configuration says.
     *
     * @throws InvalidException if the architecture is missing or none that can be run
     */
    static Plan plan(JsonFile file) {
        JsonNode architectures = file.root().path("architectures");
        List<String> named = architectures.valueStream().map(JsonNode::asText).toList();
        return Arrays.stream(values())
                .filter(f -> named.contains(f.architecture))
                .findFirst()
                .map(f -> f.plan.apply(file))
                .orElseThrow(() -> file.wrong(
                        "architectures",
                        "one of "
                                + Arrays.stream(values())
                                        .map(f -> f.architecture)
                                        .collect(Collectors.joining(", ")),
                        named.isEmpty() ? "none" : named));
    }
}
