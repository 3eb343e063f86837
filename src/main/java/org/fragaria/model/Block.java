package org.fragaria.model;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;

import org.fragaria.torch.Linear;
import org.fragaria.torch.TorchOps;

/**
 * One block of a transformer: attention and MLP, each with a norm in front, each adding to the residual stream.
 * Families differ in the parts, and in whether the MLP reads what the attention added ({@code resid_mid}) or, in
 * parallel with the attention, the block's input.
 *
 * @param parallel whether both read the block's input; then there is no {@code resid_mid}
 */
record Block(Heads heads, Mlp mlp, Norms norms, boolean parallel) {

    /**
     * The attention's parts.
     *
     * @param qkv projects to queries, keys, values
     * @param norms applied to each query and each key head, or null
     * @param frequencies of rotary positions, {@code [dim / 2]}, or null where positions are learned
     * @param attention how it attends
     * @param out back to the residual stream's width
     */
    record Heads(
            Projection qkv,
            @Nullable HeadNorms norms,
            @Nullable NDArray frequencies,
            Attention attention,
            Linear out) {}

    /** RMS norms over single heads: gains {@code [headDim]} of queries and of keys. */
    record HeadNorms(NDArray queries, NDArray keys, double eps) {}

    /**
     * The norms.
     *
     * @param beforeAttention what the attention reads is its output
     * @param afterAttention applied to what the attention adds, or null
     * @param beforeMlp what the MLP reads is its output
     * @param afterMlp applied to what the MLP adds, or null
     */
    record Norms(
            Norm beforeAttention,
            @Nullable Norm afterAttention,
            Norm beforeMlp,
            @Nullable Norm afterMlp) {
        Norms(Norm beforeAttention, Norm beforeMlp) {
            this(beforeAttention, null, beforeMlp, null);
        }
    }

    /** From {@code resid_pre} to {@code resid_post} (untapped), {@code [b, t, dModel]}, in the manager of {@code h}. */
    NDArray run(int layer, NDArray before, Step step, Taps taps) {
        NDArray attended = attentionOut(layer, before, step, taps);
        NDArray middle = before.add(attended);
        if (parallel) {
            return middle.add(mlpOut(layer, before, taps));
        }
        NDArray tapped = taps.at(HookPoint.RESID_MID, layer, middle);
        return tapped.add(mlpOut(layer, tapped, taps));
    }

    /** What the attention adds. */
    private NDArray attentionOut(int layer, NDArray before, Step step, Taps taps) {
        NDArray read = taps.at(HookPoint.ATTN_IN, layer, norms.beforeAttention.apply(before));
        NDList qkv = heads.qkv.apply(read);
        TorchOps.Scores scores = heads.attention.scores();
        NDArray q = qkv.get(0);
        NDArray k = qkv.get(1);
        if (heads.norms != null) {
            q = TorchOps.rmsNormOfHeads(q, heads.norms.queries, scores.heads(), heads.norms.eps);
            k = TorchOps.rmsNormOfHeads(k, heads.norms.keys, scores.kvHeads(), heads.norms.eps);
        }
        if (heads.frequencies != null) {
            NDArray angles = step.angles(heads.frequencies);
            q = TorchOps.rope(q, angles, scores.heads());
            k = TorchOps.rope(k, angles, scores.kvHeads());
        }
        NDArray z = taps.at(HookPoint.Z, layer, step.attend(layer, q, k, qkv.get(2), heads.attention));
        return taps.at(HookPoint.ATTN_OUT, layer, normed(norms.afterAttention, heads.out.apply(z)));
    }

    /** What the MLP adds. */
    private NDArray mlpOut(int layer, NDArray before, Taps taps) {
        NDArray read = taps.at(HookPoint.MLP_IN, layer, norms.beforeMlp.apply(before));
        NDArray hidden = taps.at(HookPoint.MLP_ACT, layer, mlp.hidden(read));
        return taps.at(
                HookPoint.MLP_OUT, layer, normed(norms.afterMlp, mlp.down().apply(hidden)));
    }

    private static NDArray normed(@Nullable Norm norm, NDArray x) {
        return norm == null ? x : norm.apply(x);
    }

    /** Its packed layers. */
    List<Linear> layers() {
        List<Linear> all = new ArrayList<>(heads.qkv.layers());
        all.add(heads.out);
        all.addAll(mlp.layers());
        return all;
    }
}
