package org.fragaria.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.problem.InvalidException;

/**
 * The shape of a model, the same words for every family.
 *
 * @param architecture the class in {@code config.json}, e.g. {@code LlamaForCausalLM}
 * @param layers number of blocks
 * @param dModel width of the residual stream
 * @param dMlp width of the MLP's hidden layer
 * @param heads attention heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim width of one head
 * @param vocabulary number of token ids the model scores
 * @param contextLength longest input in tokens
 * @param normEps the epsilon of its norms
 * @param points the hook points it has
 * @param tied whether the unembedding is the embedding
 * @param endOfText ids that end a text
 */
public record ModelConfig(
        String architecture,
        int layers,
        int dModel,
        int dMlp,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int contextLength,
        double normEps,
        Set<HookPoint> points,
        boolean tied,
        Set<Integer> endOfText) {

    public ModelConfig {
        if (heads % kvHeads != 0) {
            throw new InvalidException("config.json: " + heads + " attention heads cannot share " + kvHeads
                    + " key/value heads; expected a divisor");
        }
        points = Collections.unmodifiableSet(EnumSet.copyOf(points));
        endOfText = Set.copyOf(endOfText);
    }

    /** The last dimension of the tensor at a hook point. */
    public int width(HookPoint point) {
        return switch (point.width()) {
            case D_MODEL -> dModel;
            case HEADS -> heads * headDim;
            case D_MLP -> dMlp;
        };
    }

    /** Every address that the model has, in the order of {@link HookPoint} and of layers. */
    public List<Address> addresses() {
        return points.stream()
                .flatMap(p -> IntStream.range(0, p.perLayer() ? layers : 1).mapToObj(layer -> new Address(p, layer)))
                .toList();
    }

    /**
     * Checks that the model has an address.
     *
     * @throws InvalidException if its layer is beyond the last, or the family has no such hook point
     */
    public void require(Address address) {
        if (!points.contains(address.point())) {
            throw new InvalidException("Address " + address + ": " + architecture + " has no such hook point"
                    + (address.point() == HookPoint.RESID_MID ? " (its attention and MLP run in parallel)" : "")
                    + "; expected one of "
                    + points.stream().map(HookPoint::id).collect(Collectors.joining(", ")) + ".");
        }
        if (address.layer() >= layers) {
            throw new InvalidException("Address " + address + ": the model has layers 0 to " + (layers - 1));
        }
    }

    /** The same shape with further ids that end a text. */
    ModelConfig endingWith(Set<Integer> more) {
        Set<Integer> all = new TreeSet<>(endOfText);
        all.addAll(more);
        return new ModelConfig(
                architecture,
                layers,
                dModel,
                dMlp,
                heads,
                kvHeads,
                headDim,
                vocabulary,
                contextLength,
                normEps,
                points,
                tied,
                all);
    }

    /** {@code eos_token_id}: a number, a list, or missing. */
    static Set<Integer> endOfText(JsonFile config) {
        Set<Integer> ids = new TreeSet<>();
        JsonNode node = config.root().path("eos_token_id");
        if (node.isInt()) {
            ids.add(node.intValue());
        }
        node.forEach(id -> ids.add(id.asInt()));
        return ids;
    }
}
