package org.fragaria.pretraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.fragaria.problem.UnavailableException;
import org.fragaria.weights.DType;
import org.fragaria.weights.SafetensorsWriter;

/** Writes a trained model in Hugging Face layout: {@code config.json} and {@code model.safetensors}. */
final class ModelFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFiles() {}

    /** Writes the weights, then the configuration, so that a folder with a configuration is complete. */
    static void write(Path folder, ModelShape shape, LlamaWeights weights, DType type) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        weights.export(writer, type);
        writer.write(folder.resolve("model.safetensors"));
        json(folder.resolve("config.json"), configuration(shape, type));
    }

    private static Map<String, Object> configuration(ModelShape shape, DType type) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("LlamaForCausalLM"));
        config.put("model_type", "llama");
        config.put("hidden_size", shape.width());
        config.put("intermediate_size", shape.mlp());
        config.put("num_hidden_layers", shape.blocks());
        config.put("num_attention_heads", shape.heads());
        config.put("num_key_value_heads", shape.heads());
        config.put("head_dim", shape.headWidth());
        config.put("vocab_size", shape.vocabulary());
        config.put("max_position_embeddings", shape.context());
        config.put("rms_norm_eps", ModelShape.NORM_EPSILON);
        config.put("rope_theta", ModelShape.ROPE_BASE);
        config.put("rope_parameters", Map.of("rope_theta", ModelShape.ROPE_BASE, "rope_type", "default"));
        config.put("hidden_act", "silu");
        config.put("attention_bias", false);
        config.put("mlp_bias", false);
        config.put("tie_word_embeddings", true);
        config.put("bos_token_id", BytePairs.START_ID);
        config.put("eos_token_id", BytePairs.START_ID);
        config.put(
                "torch_dtype",
                type.name().equals("F32") ? "float32" : type.name().equals("F16") ? "float16" : "bfloat16");
        return config;
    }

    /** Writes a JSON file in one step. */
    static void json(Path file, Object value) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolve("..").normalize());
            Path part = file.resolveSibling("." + file.getFileName() + ".part");
            Files.writeString(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException(
                    "File " + file + " cannot be written: " + e.getMessage() + ". Is there room on the disk?", e);
        }
    }
}
