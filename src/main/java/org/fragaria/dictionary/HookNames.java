package org.fragaria.dictionary;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of places in foreign files, translated to those of TransformerLens, which {@link org.fragaria.model.Address}
 * reads. What cannot be translated is left as it is: asking for its address says so.
 */
final class HookNames {

    private static final Pattern HF = Pattern.compile(
            "(?:model\\.|language_model\\.|gpt_neox\\.|transformer\\.)*" + "(?:layers|h)\\.(\\d{1,6})(?:\\.(.+?))?");
    private static final Pattern PRE_GAIN = Pattern.compile("blocks\\.(\\d{1,6})\\.ln2\\.hook_normalized");

    /** A module whose output is normed once more on some models before it is added. */
    private static final Pattern RAW = Pattern.compile(".*\\.(?:mlp|self_attn|attn|attention)(?:\\.output)?");

    private HookNames() {}

    /**
     * A place.
     *
     * @param hookName in TransformerLens's words
     * @param preGain whether the tensor there is still to be divided by its root mean square
     */
    record Place(String hookName, boolean preGain) {}

    /**
     * Where a dictionary reads. Gemma's normed input before the gain is no place of its own here: it is the residual
     * stream before the MLP, divided by its root mean square.
     */
    static Place place(String name, Optional<String> model, boolean transcoder) {
        Matcher before = PRE_GAIN.matcher(name);
        boolean gemma =
                model.filter(m -> m.toLowerCase(Locale.ROOT).contains("gemma")).isPresent();
        if (before.matches() && gemma && transcoder) {
            return new Place("blocks." + before.group(1) + ".hook_resid_mid", true);
        }
        return new Place(postNorms(model) && RAW.matcher(name).matches() ? name : transformerLens(name), false);
    }

    /**
     * Whether a model norms what attention and MLP write before it is added to the residual stream, as Gemma 2 and 3 do: the
     * modules' own outputs are then no place here.
     */
    static boolean postNorms(Optional<String> model) {
        return model.map(m -> m.toLowerCase(Locale.ROOT))
                .filter(m -> m.contains("gemma-2-")
                        || m.contains("gemma-3-")
                        || m.contains("gemma2")
                        || m.contains("gemma3"))
                .isPresent();
    }

    /**
     * A module of Hugging Face's models with {@code .input} or {@code .output} (the default), in TransformerLens's words.
     * {@code post_feedforward_layernorm} exists on Gemma only, so what it says is unambiguous; {@code
     * post_attention_layernorm} is not, and is left as it is.
     */
    static String transformerLens(String name) {
        Matcher module = HF.matcher(name);
        if (!module.matches()) {
            return name;
        }
        String part = Optional.ofNullable(module.group(2)).orElse("output");
        String layer = "blocks." + module.group(1) + ".";
        return switch (part) {
            case "output" -> layer + "hook_resid_post";
            case "input" -> layer + "hook_resid_pre";
            case "self_attn.o_proj.input", "attention.dense.input", "attn.c_proj.input" -> layer + "attn.hook_z";
            case "post_feedforward_layernorm", "post_feedforward_layernorm.output", "mlp", "mlp.output" ->
                layer + "hook_mlp_out";
            case "pre_feedforward_layernorm", "pre_feedforward_layernorm.output", "mlp.input" -> layer + "mlp.hook_in";
            case "mlp.down_proj.input", "mlp.c_proj.input", "mlp.dense_4h_to_h.input" -> layer + "mlp.hook_post";
            default -> name;
        };
    }
}
