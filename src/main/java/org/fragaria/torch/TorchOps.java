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
              def rms_norm(self, x: Tensor, gain: Tensor, eps: float) -> Tensor:
                v = torch.mean(torch.pow(x, 2), [-1], True)
                return torch.mul(gain, torch.mul(x, torch.rsqrt(torch.add(v, eps))))
              def swiglu(self, gate: Tensor, up: Tensor) -> Tensor:
                return torch.mul(torch.silu(gate), up)
              def rope_table(self, like: Tensor, length: int, dim: int, base: float) -> Tensor:
                i = torch.to(torch.arange(0, dim, 2, dtype=4, device=like.device), 6)
                inv = torch.reciprocal(torch.pow(base, torch.div(i, dim)))
                p = torch.to(torch.arange(0, length, 1, dtype=4, device=like.device), 6)
                f = torch.mul(torch.unsqueeze(p, 1), torch.unsqueeze(inv, 0))
                f = torch.cat([f, f], -1)
                return torch.stack([torch.cos(f), torch.sin(f)], 0)
              def rope(self, x: Tensor, table: Tensor, positions: Tensor, heads: int) -> Tensor:
                b = torch.size(x, 0)
                t = torch.size(x, 1)
                y = torch.reshape(x, [b, t, heads, -1])
                cos = torch.unsqueeze(torch.embedding(torch.select(table, 0, 0), positions), 2)
                sin = torch.unsqueeze(torch.embedding(torch.select(table, 0, 1), positions), 2)
                half = torch.floordiv(torch.size(y, 3), 2)
                lo = torch.narrow(y, 3, 0, half)
                hi = torch.narrow(y, 3, half, half)
                turned = torch.cat([torch.neg(hi), lo], -1)
                z = torch.add(torch.mul(y, cos), torch.mul(turned, sin))
                return torch.reshape(z, [b, t, -1])
              def heads_first(self, x: Tensor, heads: int) -> Tensor:
                return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)
              def core(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, kv: int, scale: float) -> Tensor:
                z = torch.scaled_dot_product_attention(self.heads_first(q, heads), k, v, mask, 0., False, scale=scale, enable_gqa=torch.ne(heads, kv))
                return torch.reshape(torch.transpose(z, 1, 2), [torch.size(q, 0), torch.size(q, 1), -1])
              def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, kv: int, scale: float) -> Tensor:
                return self.core(q, self.heads_first(k, kv), self.heads_first(v, kv), mask, heads, kv, scale)
              def attend_cached(self, q: Tensor, k: Tensor, v: Tensor, ck: Tensor, cv: Tensor, slot: int, positions: Tensor, mask: Tensor, heads: int, kv: int, scale: float) -> Tensor:
                b = torch.size(q, 0)
                t = torch.size(q, 1)
                s = torch.size(mask, 3)
                kh = self.heads_first(k, kv)
                vh = self.heads_first(v, kv)
                at = torch.expand_as(torch.reshape(positions, [b, 1, t, 1]), kh)
                kc = torch.narrow(ck, 0, slot, b)
                vc = torch.narrow(cv, 0, slot, b)
                kc = torch.scatter_(kc, 2, at, kh)
                vc = torch.scatter_(vc, 2, at, vh)
                return self.core(q, torch.narrow(kc, 2, 0, s), torch.narrow(vc, 2, 0, s), mask, heads, kv, scale)
              def copy_slot(self, c: Tensor, to: int, source: int) -> Tensor:
                return torch.copy_(torch.select(c, 0, to), torch.select(c, 0, source))
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

    /** GELU in its tanh form (GPT-2's {@code gelu_new}); DJL's own is the erf form. Any shape. */
    public static NDArray geluTanh(NDArray x) {
        return call("gelu_tanh", x);
    }

    /** RMS norm: {@code gain · x / sqrt(mean(x²) + eps)} over the last dimension; {@code gain [d]}. */
    public static NDArray rmsNorm(NDArray x, NDArray gain, double eps) {
        return call("rms_norm", x, gain, eps);
    }

    /** Layer norm over the last dimension with gain and bias {@code [d]}; variance is the population's. */
    public static NDArray layerNorm(NDArray x, NDArray gain, NDArray bias, double eps) {
        return JniUtils.layerNorm(Torch.pt(x), new Shape(gain.getShape().get(0)), Torch.pt(gain), Torch.pt(bias), eps);
    }

    /** {@code silu(gate) · up}, elementwise: the hidden layer of a gated MLP. */
    public static NDArray swiglu(NDArray gate, NDArray up) {
        return call("swiglu", gate, up);
    }

    /**
     * Cosines and sines of rotary position embeddings in Llama's half-split form.
     *
     * @param manager where the table lives
     * @param length positions 0 … length - 1
     * @param dim head dimension {@code e}
     * @param base the wave length base ({@code rope_theta})
     * @return {@code [2, length, e]}: cosines, then sines
     */
    public static NDArray ropeTable(NDManager manager, int length, int dim, double base) {
        try (NDArray like = manager.create(0f)) {
            return call("rope_table", like, length, dim, base);
        }
    }

    /** Rotates {@code x [b, t, heads · e]} by its positions {@code [b, t]} (int64). */
    public static NDArray rope(NDArray x, NDArray table, NDArray positions, int heads) {
        return call("rope", x, table, positions, heads);
    }

    /**
     * Attention without a cache.
     *
     * @param q {@code [b, t, H·e]}
     * @param k {@code [b, t, K·e]}
     * @param v {@code [b, t, K·e]}
     * @param mask added to the scores, {@code [b or 1, 1, t, t]}
     * @return attention-weighted values of all heads, {@code [b, t, H·e]}
     */
    public static NDArray attend(NDArray q, NDArray k, NDArray v, NDArray mask, int heads, int kvHeads, double scale) {
        return call("attend", q, k, v, mask, heads, kvHeads, scale);
    }

    /**
     * Attention that first writes the new keys and values into the cache.
     *
     * @param cacheK keys, {@code [slots, K, capacity, e]}, changed in place
     * @param cacheV values, likewise
     * @param slot the slot of row 0; row {@code i} uses {@code slot + i}
     * @param positions where in its slot each token goes, {@code [b, t]} int64
     * @param mask added to the scores, {@code [b, 1, t, s]}; {@code s} cached positions are read
     * @return as {@link #attend}
     */
    public static NDArray attendCached(
            NDArray q,
            NDArray k,
            NDArray v,
            NDArray cacheK,
            NDArray cacheV,
            int slot,
            NDArray positions,
            NDArray mask,
            int heads,
            int kvHeads,
            double scale) {
        return call("attend_cached", q, k, v, cacheK, cacheV, slot, positions, mask, heads, kvHeads, scale);
    }

    /** Copies one slot of a cache {@code [slots, K, capacity, e]} over another, in place. */
    public static void copySlot(NDArray cache, int to, int from) {
        call("copy_slot", cache, to, from).close();
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

    /** Rows of a table: {@code ids} int64 of any shape, {@code table [n, d]} → {@code [.., d]}, in the ids' manager. */
    public static NDArray rows(NDArray ids, NDArray table) {
        NDArray found = JniUtils.embedding(Torch.pt(ids), Torch.pt(table), false);
        found.attach(ids.getManager());
        return found;
    }

    /** Natural logarithms of probabilities over the last dimension. */
    public static NDArray logSoftmax(NDArray logits) {
        return JniUtils.logSoftmax(Torch.pt(logits), -1, DataType.FLOAT32);
    }
}
