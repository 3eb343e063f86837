package org.fragaria.model;

import java.util.Set;
import java.util.TreeSet;

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
 * @param ropeTheta wave length base of rotary positions; 0 where positions are learned
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
        double ropeTheta,
        boolean tied,
        Set<Integer> endOfText) {

    public ModelConfig {
        if (heads % kvHeads != 0) {
            throw new InvalidException("config.json: " + heads + " attention heads cannot share " + kvHeads
                    + " key/value heads; expected a divisor");
        }
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

    /**
     * Checks that the model has an address.
     *
     * @throws InvalidException if its layer is beyond the last
     */
    public void require(Address address) {
        if (address.layer() >= layers) {
            throw new InvalidException("Address " + address + ": the model has layers 0 to " + (layers - 1));
        }
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
