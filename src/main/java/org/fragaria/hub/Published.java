package org.fragaria.hub;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One dictionary of a release, as the registry names it.
 *
 * @param release the release it belongs to
 * @param id its id within the release, e.g. {@code blocks.7.hook_resid_pre}
 * @param path its folder, or file, in the release's repository
 * @param neuronpedia {@code {model}/{layer}-{set}} where Neuronpedia has pages of it
 * @param l0 mean number of active features per token, as declared
 * @param varianceExplained share of variance explained, as declared; some of these were measured without input scale
 * @param normScalingFactor what inputs were multiplied by in training, where that was not folded into the weights
 */
public record Published(
        Release release,
        String id,
        String path,
        Optional<String> neuronpedia,
        OptionalDouble l0,
        OptionalDouble varianceExplained,
        OptionalDouble normScalingFactor) {

    private static final Pattern LENS = Pattern.compile(
            "(blocks\\.\\d+\\.)(?:attn\\.)?(hook_(?:resid_pre|resid_mid|resid_post|attn_out|mlp_out|z)).*");
    private static final String CROSS_LAYER = "mntss_clt_layer_transcoder";
    private static final Pattern GEMMA_SCOPE = Pattern.compile("layer_(\\d+)/.*");
    private static final Pattern LLAMA_SCOPE = Pattern.compile("l(\\d+)([arm])_.*");
    private static final Pattern LAYER_AFTER_POINT = Pattern.compile("(resid_post)_layer_(\\d+).*");
    private static final Pattern LAYER_ONLY = Pattern.compile("layer_(\\d+)");
    private static final Pattern FIRST_NUMBER = Pattern.compile("\\D*(\\d+).*");

    /** Where it lies on the hub. The path of a layer of a cross-layer transcoder is that layer's number. */
    public HubAddress address() {
        boolean layer = release.conversion().filter(CROSS_LAYER::equals).isPresent();
        return HubAddress.of(release.repository(), layer ? "W_enc_" + path + ".safetensors" : path);
    }

    /**
     * Where it reads, in TransformerLens's words, as far as release and id say; empty where only its own files do. Source:
     * SAELens {@code sae_lens/loading/pretrained_sae_loaders.py}, one loader per conversion function; Gemma Scope's
     * attention dictionaries read what goes into the output projection.
     */
    public Optional<String> hook() {
        Matcher lens = LENS.matcher(id);
        if (lens.matches()) {
            return Optional.of(lens.group(1) + (lens.group(2).equals("hook_z") ? "attn." : "") + lens.group(2));
        }
        return switch (release.conversion().orElse("")) {
            case "gemma_2" ->
                id.startsWith("embedding/") ? Optional.of("hook_embed") : layered(GEMMA_SCOPE, gemmaScope());
            case "gemma_2_transcoder" -> layered(GEMMA_SCOPE, "ln2.hook_normalized");
            case "llama_scope", "llama_scope_r1_distill" -> llamaScope();
            case "dictionary_learning_1" -> afterPoint();
            case "mwhanna_transcoder" -> layered(LAYER_ONLY, "mlp.hook_in");
            default -> Optional.empty();
        };
    }

    private Optional<String> layered(Pattern shape, String point) {
        Matcher found = shape.matcher(id);
        return found.matches() && !point.isEmpty()
                ? Optional.of("blocks." + found.group(1) + "." + point)
                : Optional.empty();
    }

    private String gemmaScope() {
        String name = release.repository();
        return name.endsWith("-res")
                ? "hook_resid_post"
                : name.endsWith("-mlp") ? "hook_mlp_out" : name.endsWith("-att") ? "attn.hook_z" : "";
    }

    private Optional<String> llamaScope() {
        Matcher found = LLAMA_SCOPE.matcher(id);
        if (!found.matches()) {
            return Optional.empty();
        }
        return layered(
                LLAMA_SCOPE,
                switch (found.group(2)) {
                    case "a" -> "hook_attn_out";
                    case "m" -> "hook_mlp_out";
                    default -> "hook_resid_post";
                });
    }

    private Optional<String> afterPoint() {
        Matcher found = LAYER_AFTER_POINT.matcher(id);
        return found.matches() ? Optional.of("blocks." + found.group(2) + ".hook_" + found.group(1)) : Optional.empty();
    }

    /** The model's id in addresses of pages: Neuronpedia's where it has one, so that addresses agree. */
    public String modelId() {
        return neuronpedia
                .map(name -> name.substring(0, name.indexOf('/')))
                .orElse(release.model().substring(release.model().indexOf('/') + 1));
    }

    /** The source's id, {@code {layer}-{set}}: Neuronpedia's where it has one. */
    public String sourceId() {
        return neuronpedia.map(name -> name.substring(name.indexOf('/') + 1)).orElseGet(this::ownSourceId);
    }

    private String ownSourceId() {
        Matcher number = FIRST_NUMBER.matcher(id);
        String layer = number.matches() && !id.startsWith("embedding/") ? number.group(1) : "0";
        boolean alone = release.dictionaries().stream()
                        .filter(other -> other.hook().equals(hook()))
                        .count()
                == 1;
        String set = alone ? release.name() : release.name() + "-" + id;
        return layer + "-" + set.replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    @Override
    public String toString() {
        return release.name() + " / " + id;
    }
}
