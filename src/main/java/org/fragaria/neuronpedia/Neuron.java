package org.fragaria.neuronpedia;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.OpenSource;
import org.fragaria.feature.TokenTexts;
import org.fragaria.measure.MeasuredFeature;
import org.fragaria.measure.MeasuredFeature.Histogram;
import org.fragaria.measure.MeasuredFeature.Neighbour;
import org.fragaria.measure.MeasuredFeature.TokenScore;
import org.fragaria.measure.SourceManifest;

/**
 * Neuronpedia's object for a feature, in its field names (hijohnnylin/neuronpedia, table {@code Neuron}). What is not
 * measured here is null or empty, as theirs is where it is missing.
 *
 * @param layer the source's id, as they call it
 * @param index the feature's number, as text
 * @param maxActApprox largest activation over the corpus
 * @param fracNonzero density, 0..1
 * @param freqHistHeights counts of the activation histogram
 * @param freqHistValues centres of its bins
 * @param activations examples, strongest first
 */
public record Neuron(
        String modelId,
        String layer,
        String index,
        String sourceSetName,
        @Nullable String creatorId,
        String createdAt,
        float maxActApprox,
        boolean hasVector,
        List<Float> vector,
        @Nullable String vectorLabel,
        @Nullable Float vectorDefaultSteerStrength,
        String hookName,
        List<Integer> topkCosSimIndices,
        List<Float> topkCosSimValues,
        @JsonProperty("neuron_alignment_indices") List<Integer> neuronAlignmentIndices,
        @JsonProperty("neuron_alignment_values") List<Float> neuronAlignmentValues,
        @JsonProperty("neuron_alignment_l1") List<Float> neuronAlignmentL1,
        @JsonProperty("correlated_neurons_indices") List<Integer> correlatedNeuronsIndices,
        @JsonProperty("correlated_neurons_pearson") List<Float> correlatedNeuronsPearson,
        @JsonProperty("correlated_neurons_l1") List<Float> correlatedNeuronsL1,
        @JsonProperty("correlated_features_indices") List<Integer> correlatedFeaturesIndices,
        @JsonProperty("correlated_features_pearson") List<Float> correlatedFeaturesPearson,
        @JsonProperty("correlated_features_l1") List<Float> correlatedFeaturesL1,
        @JsonProperty("neg_str") List<String> negStr,
        @JsonProperty("neg_values") List<Float> negValues,
        @JsonProperty("pos_str") List<String> posStr,
        @JsonProperty("pos_values") List<Float> posValues,
        @JsonProperty("frac_nonzero") double fracNonzero,
        @JsonProperty("freq_hist_data_bar_heights") long[] freqHistHeights,
        @JsonProperty("freq_hist_data_bar_values") List<Float> freqHistValues,
        @JsonProperty("logits_hist_data_bar_heights") long[] logitsHistHeights,
        @JsonProperty("logits_hist_data_bar_values") List<Float> logitsHistValues,
        @JsonProperty("decoder_weights_dist") List<Float> decoderWeightsDist,
        @JsonProperty("umap_cluster") @Nullable Integer umapCluster,
        @JsonProperty("umap_log_feature_sparsity") @Nullable Float umapLogFeatureSparsity,
        @JsonProperty("umap_x") @Nullable Float umapX,
        @JsonProperty("umap_y") @Nullable Float umapY,
        Map<String, Object> model,
        Map<String, Object> source,
        Map<String, Object> sourceSet,
        Map<String, Object> creator,
        List<Object> lists,
        List<Object> comments,
        List<Activation> activations,
        List<Object> explanations) {

    private static final int LOGITS = 10;

    static Neuron of(OpenSource open, MeasuredFeature feature) {
        SourceManifest manifest = open.manifest();
        List<TokenScore> lowers = feature.lowers().stream().limit(LOGITS).toList();
        List<TokenScore> raises = feature.raises().stream().limit(LOGITS).toList();
        String set = manifest.source().substring(manifest.source().indexOf('-') + 1);
        return new Neuron(
                manifest.model(),
                manifest.source(),
                Integer.toString(feature.index()),
                set,
                null,
                manifest.created(),
                feature.firing().max(),
                false,
                List.of(),
                null,
                null,
                manifest.dictionaryFacts().address().transformerLens(),
                feature.neighbours().stream().map(Neighbour::feature).toList(),
                feature.neighbours().stream().map(Neighbour::cosine).toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                texts(lowers, open.tokens()),
                values(lowers),
                texts(raises, open.tokens()),
                values(raises),
                feature.firing().density(),
                feature.activations().counts(),
                centres(feature.activations()),
                feature.logits().counts(),
                centres(feature.logits()),
                List.of(),
                null,
                null,
                null,
                null,
                Map.of(
                        "id", manifest.model(),
                        "displayName", manifest.model(),
                        "layers", manifest.modelFacts().layers(),
                        "dimension", manifest.modelFacts().dModel()),
                Map.of("id", manifest.source(), "modelId", manifest.model(), "setName", set),
                Map.of("modelId", manifest.model(), "name", set),
                Map.of("name", "Fragaria"),
                List.of(),
                List.of(),
                Activation.of(open, feature),
                List.of());
    }

    private static List<String> texts(List<TokenScore> scores, TokenTexts texts) {
        return scores.stream().map(score -> texts.text(score.token())).toList();
    }

    private static List<Float> values(List<TokenScore> scores) {
        return scores.stream().map(TokenScore::value).toList();
    }

    private static List<Float> centres(Histogram histogram) {
        int bins = histogram.counts().length;
        double width = bins == 0 ? 0 : ((double) histogram.to() - histogram.from()) / bins;
        return java.util.stream.IntStream.range(0, bins)
                .mapToObj(bin -> (float) (histogram.from() + (bin + 0.5) * width))
                .toList();
    }
}
