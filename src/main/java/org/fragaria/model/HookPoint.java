package org.fragaria.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.fragaria.problem.InvalidException;

/**
 * Every place in the forward pass where a tensor can be read or changed, declared once: forward passes tap exactly
 * these, addresses are parsed against them, a test compares every tensor with the dimensions declared here, and the
 * documentation lists them. Names of TransformerLens are accepted on input ({@link #transformerLensName}).
 */
public enum HookPoint {
    /** Token embeddings, before position embeddings are added. */
    EMBED("embed", "hook_embed", Width.D_MODEL, false),
    /** Input of a block: the residual stream before it. */
    RESID_PRE("resid_pre", "hook_resid_pre", Width.D_MODEL, true),
    /** What the attention reads: the first norm's output, gain (and bias) applied. */
    ATTN_IN("attn_in", "attn.hook_in", Width.D_MODEL, true),
    /** Attention-weighted values of all heads, flattened: the input of the output projection. */
    Z("z", "attn.hook_z", Width.HEADS, true),
    /** What the attention adds to the residual stream. */
    ATTN_OUT("attn_out", "hook_attn_out", Width.D_MODEL, true),
    /** The residual stream between attention and MLP. */
    RESID_MID("resid_mid", "hook_resid_mid", Width.D_MODEL, true),
    /** What the MLP reads: the second norm's output, gain (and bias) applied. */
    MLP_IN("mlp_in", "mlp.hook_in", Width.D_MODEL, true),
    /** The MLP's hidden activations: the input of its down projection (on gated MLPs act(gate)·up). */
    MLP_ACT("mlp_act", "mlp.hook_post", Width.D_MLP, true),
    /** What the MLP adds to the residual stream. */
    MLP_OUT("mlp_out", "hook_mlp_out", Width.D_MODEL, true),
    /** Output of a block: the residual stream after it, before the final norm. */
    RESID_POST("resid_post", "hook_resid_post", Width.D_MODEL, true),
    /** Output of the final norm, gain (and bias) applied: what the unembedding reads. */
    FINAL_NORM("final_norm", "ln_final.hook_out", Width.D_MODEL, false);

    /** The named last dimension of the tensor at a point; the tensor is float32 {@code [row, position, width]}. */
    public enum Width {
        /** Width of the residual stream. */
        D_MODEL,
        /** Heads × head dimension. */
        HEADS,
        /** Width of the MLP's hidden layer. */
        D_MLP
    }

    private final String id;
    private final String transformerLensName;
    private final Width width;
    private final boolean perLayer;

    HookPoint(String id, String transformerLensName, Width width, boolean perLayer) {
        this.id = id;
        this.transformerLensName = transformerLensName;
        this.width = width;
        this.perLayer = perLayer;
    }

    /** The name in addresses and file keys, e.g. {@code resid_post}. */
    public String id() {
        return id;
    }

    /** TransformerLens's name of it, without the {@code blocks.N.} prefix, e.g. {@code hook_resid_post}. */
    public String transformerLensName() {
        return transformerLensName;
    }

    /** The last dimension of its tensor. */
    public Width width() {
        return width;
    }

    /** Whether it exists once per layer (else once per model). */
    public boolean perLayer() {
        return perLayer;
    }

    /**
     * Whether its tensor is written to the residual stream, or is what was written so far: the tensors that centring a
     * model's writing weights would centre.
     */
    public boolean written() {
        return switch (this) {
            case EMBED, RESID_PRE, ATTN_OUT, RESID_MID, MLP_OUT, RESID_POST -> true;
            case ATTN_IN, Z, MLP_IN, MLP_ACT, FINAL_NORM -> false;
        };
    }

    static Optional<HookPoint> find(String name) {
        return Arrays.stream(values())
                .filter(p -> p.id.equals(name) || p.transformerLensName.equals(name))
                .findFirst();
    }

    /** The points of a model in which the MLP reads what the attention added: all. */
    static Set<HookPoint> sequential() {
        return EnumSet.allOf(HookPoint.class);
    }

    /** The points of a model in which attention and MLP both read the block's input: all but the one between them. */
    static Set<HookPoint> parallel() {
        return EnumSet.complementOf(EnumSet.of(RESID_MID));
    }

    /** All names that addresses may begin with, in the order of the forward pass. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(HookPoint::id).toList();
    }

    static InvalidException unknown(String text) {
        return new InvalidException("Unknown hook point in address '" + text + "': expected one of "
                + Arrays.stream(values())
                        .map(p -> p.perLayer ? p.id + ".{layer}" : p.id)
                        .collect(Collectors.joining(", "))
                + ", or a TransformerLens name such as blocks.3.hook_resid_post.");
    }
}
