package org.fragaria.explanation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import org.fragaria.feature.FeatureAddress;
import org.fragaria.feature.Label;
import org.fragaria.feature.Shelf;

/**
 * {@code /{model}/{source}/explanations.jsonl}: the stored labels of a source, one JSON object to a line, by feature and
 * best first, in the fields of Neuronpedia's export of explanations; what it has and we have not is null.
 */
@Path("/")
public class LabelExport {

    @Inject
    Shelf shelf;

    @Inject
    StoredLabels labels;

    @Inject
    ObjectMapper json;

    /**
     * One line.
     *
     * @param layer the source's id, as Neuronpedia has it
     * @param index the feature's number, as text, as Neuronpedia has it
     * @param description the label
     * @param typeName name of the automatic method; null for a label that a person wrote
     * @param explanationModelName name of the language model; null for a label that a person wrote
     * @param votes sum of the votes
     * @param scores its scores
     */
    record Line(
            @Nullable String id,
            String modelId,
            String layer,
            String index,
            @Nullable String authorId,
            String description,
            @Nullable String typeName,
            @Nullable String explanationModelName,
            int votes,
            List<ScoreLine> scores) {

        static Line of(FeatureAddress feature, Label label) {
            boolean human = label.method().equals(Standing.HUMAN);
            return new Line(
                    label.id(),
                    feature.model(),
                    feature.source(),
                    Integer.toString(feature.index()),
                    human ? label.by() : null,
                    label.text(),
                    human ? null : label.method(),
                    human ? null : label.by(),
                    label.votes(),
                    label.scores().stream()
                            .map(score -> new ScoreLine(score.value(), score.method()))
                            .toList());
        }
    }

    /** A score of a line. */
    record ScoreLine(double value, String explanationScoreTypeName) {}

    @GET
    @Path("{model}/{source}/explanations.jsonl")
    @Produces("application/jsonl")
    public Response export(@PathParam("model") String model, @PathParam("source") String source) {
        shelf.borrow(model, source).close(); // says so if there is no such source
        StreamingOutput lines = out -> write(model, source, out);
        return Response.ok(lines)
                .header("Content-Disposition", "attachment; filename=\"explanations.jsonl\"")
                .build();
    }

    private void write(String model, String source, OutputStream out) throws IOException {
        List<Map.Entry<FeatureAddress, Standing>> ofSource = labels.all().entrySet().stream()
                .filter(entry -> entry.getKey().model().equals(model)
                        && entry.getKey().source().equals(source))
                .sorted(Comparator.comparingInt(entry -> entry.getKey().index()))
                .toList();
        for (Map.Entry<FeatureAddress, Standing> feature : ofSource) {
            List<Label> all = Stream.concat(feature.getValue().above().stream(), feature.getValue().below().stream())
                    .toList();
            for (Label label : all) {
                out.write(json.writeValueAsBytes(Line.of(feature.getKey(), label)));
                out.write('\n');
            }
        }
    }
}
