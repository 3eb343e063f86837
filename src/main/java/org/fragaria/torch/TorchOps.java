package org.fragaria.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The tensor operations of the forward passes that DJL's {@code NDArray} lacks or does slowly. Every result belongs to
 * the manager of the first argument and must not be changed in place. Shapes: {@code b} rows, {@code t} positions,
 * {@code s} cached positions, {@code H} heads, {@code K} key/value heads ({@code H} is a multiple), {@code e} head
 * dimension. Float32 unless said otherwise. Safe for any thread.
 */
public final class TorchOps {

    private static final String SCRIPT = """
              def gelu_tanh(self, x: Tensor) -> Tensor:
                return torch.gelu(x, approximate="tanh")
              def silu(self, x: Tensor) -> Tensor:
                return torch.silu(x)
              def gelu(self, x: Tensor) -> Tensor:
                return torch.gelu(x)
              def rms_norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
                v = torch.mean(torch.pow(x, 2), [-1], True)
                return torch.mul(gain, torch.mul(x, torch.rsqrt(torch.add(v, eps))))
              def rms_norm_heads(self, x: Tensor, gain: Tensor, heads: int, eps: float) -> Tensor:
                y = self.rms_norm(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), gain, eps)
                return torch.reshape(y, [torch.size(x, 0), torch.size(x, 1), -1])
              def swiglu(self, gate: Tensor, up: Tensor) -> Tensor:
                return torch.mul(torch.silu(gate), up)
              def geglu_tanh(self, gate: Tensor, up: Tensor) -> Tensor:
                return torch.mul(torch.gelu(gate, approximate="tanh"), up)
              def geglu(self, gate: Tensor, up: Tensor) -> Tensor:
                return torch.mul(torch.gelu(gate), up)
              def soft_cap(self, x: Tensor, cap: float) -> Tensor:
                return torch.mul(torch.tanh(torch.div(x, cap)), cap)
              def rope_frequencies(self, like: Tensor, dim: int, base: float) -> Tensor:
                i = torch.to(torch.arange(0, dim, 2, dtype=4, device=like.device), 6)
                return torch.reciprocal(torch.pow(base, torch.div(i, dim)))
              def rope_angles(self, positions: Tensor, frequencies: Tensor) -> Tensor:
                f = torch.mul(torch.unsqueeze(torch.to(positions, 6), -1), frequencies)
                f = torch.cat([f, f], -1)
                return torch.stack([torch.cos(f), torch.sin(f)], 0)
              def rope(self, x: Tensor, angles: Tensor, heads: int) -> Tensor:
                b = torch.size(x, 0)
                t = torch.size(x, 1)
                y = torch.reshape(x, [b, t, heads, -1])
                cos = torch.unsqueeze(torch.select(angles, 0, 0), 2)
                sin = torch.unsqueeze(torch.select(angles, 0, 1), 2)
                n = torch.size(angles, 3)
                half = torch.floordiv(n, 2)
                lo = torch.narrow(y, 3, 0, half)
                hi = torch.narrow(y, 3, half, half)
                turned = torch.cat([torch.neg(hi), lo], -1)
                z = torch.add(torch.mul(torch.narrow(y, 3, 0, n), cos), torch.mul(turned, sin))
                rest = torch.sub(torch.size(y, 3), n)
                if torch.gt(rest, 0):
                  z = torch.cat([z, torch.narrow(y, 3, n, rest)], -1)
                return torch.reshape(z, [b, t, -1])
              def heads_first(self, x: Tensor, heads: int) -> Tensor:
                return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)
              def core_capped(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, kv: int, scale: float, cap: float) -> Tensor:
                b = torch.size(q, 0)
                t = torch.size(q, 2)
                e = torch.size(q, 3)
                s = torch.size(k, 2)
                grouped = torch.reshape(q, [b, kv, -1, e])
                scores = torch.mul(torch.matmul(grouped, torch.transpose(k, 2, 3)), scale)
                seen = torch.add(torch.reshape(self.soft_cap(scores, cap), [b, heads, t, s]), mask)
                z = torch.matmul(torch.reshape(torch.softmax(seen, -1), [b, kv, -1, s]), v)
                return torch.reshape(z, [b, heads, t, e])
              def core(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, kv: int, scale: float, cap: float) -> Tensor:
                qh = self.heads_first(q, heads)
                if torch.gt(cap, 0.):
                  z = self.core_capped(qh, k, v, mask, heads, kv, scale, cap)
                else:
                  z = torch.scaled_dot_product_attention(qh, k, v, mask, 0., False, scale=scale, enable_gqa=torch.ne(heads, kv))
                return torch.reshape(torch.transpose(z, 1, 2), [torch.size(q, 0), torch.size(q, 1), -1])
              def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, kv: int, scale: float, cap: float) -> Tensor:
                return self.core(q, self.heads_first(k, kv), self.heads_first(v, kv), mask, heads, kv, scale, cap)
              def attend_cached(self, q: Tensor, k: Tensor, v: Tensor, ck: Tensor, cv: Tensor, slot: int, positions: Tensor, mask: Tensor, heads: int, kv: int, scale: float, cap: float) -> Tensor:
                b = torch.size(q, 0)
                t = torch.size(q, 1)
                s = torch.size(mask, 3)
                rows = torch.expand(torch.reshape(torch.arange(b), [b, 1]), [b, t])
                at = annotate(List[Optional[Tensor]], [rows, None, positions])
                kc = torch.narrow(ck, 0, slot, b)
                vc = torch.narrow(cv, 0, slot, b)
                kc = torch.index_put_(kc, at, torch.reshape(k, [b, t, kv, -1]))
                vc = torch.index_put_(vc, at, torch.reshape(v, [b, t, kv, -1]))
                return self.core(q, torch.narrow(kc, 2, 0, s), torch.narrow(vc, 2, 0, s), mask, heads, kv, scale, cap)
              def copy_slot(self, c: Tensor, to: int, other: Tensor, source: int, n: int) -> Tensor:
                return torch.copy_(torch.narrow(torch.select(c, 0, to), 1, 0, n), torch.narrow(torch.select(other, 0, source), 1, 0, n))
              def add_rows(self, x: Tensor, at: Tensor, added: Tensor) -> Tensor:
                return torch.reshape(torch.index_add(torch.reshape(x, [-1, torch.size(x, 2)]), 0, at, added), torch.size(x))
              def likeliest(self, x: Tensor) -> Tensor:
                v, i = torch.max(x, 1)
                return i
              def grow(self, c: Tensor, rows: int, length: int) -> Tensor:
                n = torch.zeros([rows, torch.size(c, 1), length, torch.size(c, 3)], dtype=6, device=c.device)
                w = torch.narrow(torch.narrow(n, 0, 0, torch.size(c, 0)), 2, 0, torch.size(c, 2))
                w = torch.copy_(w, c)
                return n
            """;

    private TorchOps() {}

    private static final class Loaded {
        static final ScriptModule SCRIPT_MODULE = new ScriptModule((PtNDManager) Torch.manager(), SCRIPT);
    }

    private static NDArray call(String method, NDArray first, Object... rest) {
        Object[] arguments = new Object[rest.length + 1];
        arguments[0] = first;
        System.arraycopy(rest, 0, arguments, 1, rest.length);
        return Loaded.SCRIPT_MODULE.tensor((PtNDManager) first.getManager(), method, arguments);
    }

    /** GELU in its tanh form (GPT-2's {@code gelu_new}). Any shape. */
    public static NDArray geluTanh(NDArray x) {
        return call("gelu_tanh", x);
    }

    /** GELU in its erf form. Any shape. */
    public static NDArray gelu(NDArray x) {
        return call("gelu", x);
    }

    /** {@code x · sigmoid(x)}. Any shape. */
    public static NDArray silu(NDArray x) {
        return call("silu", x);
    }

    /** RMS norm: {@code gain · x / sqrt(mean(x²) + eps)} over the last dimension; {@code gain [d]}. */
    public static NDArray rmsNorm(NDArray x, NDArray gain, double eps) {
        return call("rms_norm", x, gain, eps);
    }

    /** Layer norm over the last dimension with gain and bias {@code [d]}; variance is the population's. */
    public static NDArray layerNorm(NDArray x, NDArray gain, NDArray bias, double eps) {
        return JniUtils.layerNorm(Torch.pt(x), new Shape(gain.getShape().get(0)), Torch.pt(gain), Torch.pt(bias), eps);
    }

    /** RMS norm of each head by itself: {@code x [b, t, heads · e]}, {@code gain [e]}. */
    public static NDArray rmsNormOfHeads(NDArray x, NDArray gain, int heads, double eps) {
        return call("rms_norm_heads", x, gain, heads, eps);
    }

    /** {@code silu(gate) · up}, elementwise: the hidden layer of a gated MLP. */
    public static NDArray swiglu(NDArray gate, NDArray up) {
        return call("swiglu", gate, up);
    }

    /** {@code gelu(gate) · up} with GELU in its tanh form, elementwise. */
    public static NDArray gegluTanh(NDArray gate, NDArray up) {
        return call("geglu_tanh", gate, up);
    }

    /** {@code gelu(gate) · up} with GELU in its erf form, elementwise. */
    public static NDArray geglu(NDArray gate, NDArray up) {
        return call("geglu", gate, up);
    }

    /** {@code cap · tanh(x / cap)}, elementwise: keeps values within ±cap. */
    public static NDArray softCap(NDArray x, double cap) {
        return call("soft_cap", x, cap);
    }

    /**
     * The frequencies of rotary position embeddings, {@code base^(-2i/dim)} radians per position.
     *
     * @param manager where they live
     * @param dim how much of a head is rotated
     * @param base the wave length base ({@code rope_theta})
     * @return {@code [dim / 2]}
     */
    public static NDArray ropeFrequencies(NDManager manager, int dim, double base) {
        try (NDArray like = manager.create(0f)) {
            return call("rope_frequencies", like, dim, base);
        }
    }

    /**
     * Cosines and sines by which positions rotate, in the half-split form (Llama's and GPT-NeoX's in transformers).
     *
     * @param positions int64, {@code [..]}
     * @param frequencies {@code [dim / 2]}, radians per position
     * @return {@code [2, .., dim]}: cosines, then sines
     */
    public static NDArray ropeAngles(NDArray positions, NDArray frequencies) {
        return call("rope_angles", positions, frequencies);
    }

    /** {@link #ropeAngles} of positions 0 … length - 1 without scaling: {@code [2, length, dim]}. */
    public static NDArray ropeTable(NDManager manager, int length, int dim, double base) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray positions = scratch.arange(0, length, 1, DataType.INT64);
            NDArray table = ropeAngles(positions, ropeFrequencies(scratch, dim, base));
            table.attach(manager);
            return table;
        }
    }

    /** Rotates the first {@code dim} of each head of {@code x [b, t, heads · e]} by {@code angles [2, b, t, dim]}. */
    public static NDArray rope(NDArray x, NDArray angles, int heads) {
        return call("rope", x, angles, heads);
    }

    /**
     * What attention does with its scores.
     *
     * @param heads query heads {@code H}
     * @param kvHeads key/value heads {@code K}; query head {@code h} reads key/value head {@code h / (H / K)}
     * @param scale factor of the scores
     * @param softCap bound of the scaled scores (see {@link #softCap}); 0 for none
     */
    public record Scores(int heads, int kvHeads, double scale, double softCap) {}

    /**
     * Attention without a cache.
     *
     * @param q {@code [b, t, H·e]}
     * @param k {@code [b, t, K·e]}
     * @param v {@code [b, t, K·e]}
     * @param mask added to the scores, {@code [b or 1, 1, t, t]}
     * @return attention-weighted values of all heads, {@code [b, t, H·e]}
     */
    public static NDArray attend(NDArray q, NDArray k, NDArray v, NDArray mask, Scores s) {
        return call("attend", q, k, v, mask, s.heads, s.kvHeads, s.scale, s.softCap);
    }

    /**
     * Where attention with a cache writes new keys and values.
     *
     * @param keys {@code [slots, K, capacity, e]}, changed in place
     * @param values likewise
     * @param slot the slot of row 0; row {@code i} uses {@code slot + i}
     * @param positions where in its slot each token goes, {@code [b, t]} int64
     */
    public record Cached(NDArray keys, NDArray values, int slot, NDArray positions) {}

    /**
     * Attention that first writes the new keys and values into the cache.
     *
     * @param mask added to the scores, {@code [b, 1, t, s]}; {@code s} cached positions are read
     * @return as {@link #attend}
     */
    public static NDArray attendCached(NDArray q, NDArray k, NDArray v, Cached c, NDArray mask, Scores s) {
        return call(
                "attend_cached",
                q,
                k,
                v,
                c.keys,
                c.values,
                c.slot,
                c.positions,
                mask,
                s.heads,
                s.kvHeads,
                s.scale,
                s.softCap);
    }

    /**
     * Copies the first positions of a slot of one cache {@code [slots, K, capacity, e]} into a slot of another one, or of
     * the same, in place.
     */
    public static void copySlot(NDArray cache, int to, NDArray other, int from, int positions) {
        call("copy_slot", cache, to, other, from, positions).close();
    }

    /** A cache {@code [rows, K, length, e]} that begins with what another one holds; the rest is 0. */
    public static NDArray grow(NDArray cache, int rows, int length) {
        return call("grow", cache, rows, length);
    }

    /**
     * A copy whose elements lie in the order of its dimensions. DJL's own {@code duplicate} keeps the strides of a
     * transposed view.
     */
    public static NDArray contiguous(NDArray view) {
        try (NDArray flat = view.flatten()) {
            return flat.reshape(view.getShape());
        }
    }

    /** {@code x · wᵀ (+ bias)} in float32: {@code x [.., in]}, {@code w [out, in]}, {@code bias [out]}. */
    public static NDArray linear(NDArray x, NDArray w) {
        return JniUtils.linear(Torch.pt(x), Torch.pt(w), null);
    }

    /**
     * A tensor with something added to some of its rows.
     *
     * @param x {@code [b, t, d]}
     * @param at which of its {@code b · t} rows, int64 {@code [n]}, each at most once
     * @param added {@code [n, d]}
     * @return {@code [b, t, d]}, another tensor
     */
    public static NDArray addRows(NDArray x, NDArray at, NDArray added) {
        return call("add_rows", x, at, added);
    }

    /** Rows of a table: {@code ids} int64 of any shape, {@code table [n, d]} → {@code [.., d]}, in the ids' manager. */
    public static NDArray rows(NDArray ids, NDArray table) {
        NDArray found = JniUtils.embedding(Torch.pt(ids), Torch.pt(table), false);
        found.attach(ids.getManager());
        return found;
    }

    /**
     * Number of the largest value of each row {@code [n, k]}, the first of equals: int64 {@code [n]}. Takes half the time of
     * libtorch's argmax.
     */
    public static NDArray likeliest(NDArray x) {
        return call("likeliest", x);
    }

    /** Natural logarithms of probabilities over the last dimension. */
    public static NDArray logSoftmax(NDArray logits) {
        return JniUtils.logSoftmax(Torch.pt(logits), -1, DataType.FLOAT32);
    }
}
