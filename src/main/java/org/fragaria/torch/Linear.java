package org.fragaria.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer {@code y = x · wᵀ + bias} with its weights packed once for this processor. PyTorch's eager linear runs
 * at two to four times the memory floor on few rows; a packed one near it. Which packing is used depends on the
 * precision and on the number of rows:
 *
 * <ul>
 *   <li>{@link Precision#EXACT}: oneDNN's packed float32;
 *   <li>{@link Precision#FAST} below {@value #MANY_ROWS} rows: float16 weights, float32 activations (fbgemm);
 *   <li>{@link Precision#FAST} from {@value #MANY_ROWS} rows: bfloat16 weights and activations in the product (oneDNN) where
 *       the processor multiplies bfloat16 (AVX-512, or AVX-NE-CONVERT); elsewhere float16 at any number of rows, which there
 *       is as fast as packed float32 or faster.
 * </ul>
 *
 * What a row's product depends on besides the row: oneDNN's float32 gives the same bits for 1 to 64 rows, and rounds
 * differently (3e-6 on outputs of 2) from about 128; fbgemm's float16 rounds differently by as much at 1, 2 and 31 rows than
 * at others. Between float16 and bfloat16 it is 1e-2, so that where both are used a greedy text may differ between a
 * row alone and the same row among others.
 *
 * <p>Where an operation is missing (other processors, a GPU) or the weights do not fit into float16, it falls back to
 * plain float32. Immutable; safe for any thread; lives until closed.
 */
public final class Linear implements AutoCloseable {

    /** From this many rows the product is bound by arithmetic, where bfloat16's dot products win over float16. */
    static final int MANY_ROWS = 6;

    private static final float LARGEST_FLOAT16 = 65504f;

    private static final String SCRIPT = """
              def pack16(self, w: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
                return ops.quantized.linear_prepack_fp16(w, bias)
              def pack16n(self, w: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
                return ops.quantized.linear_prepack_fp16(w, None)
              def lin16(self, x: Tensor, p: __torch__.torch.classes.quantized.LinearPackedParamsBase) -> Tensor:
                return ops.quantized.linear_dynamic_fp16(x, p)
              def pack32(self, w: Tensor) -> Tensor:
                return ops.mkldnn._reorder_linear_weight(w, 8)
              def lin32(self, x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:
                return ops.mkldnn._linear_pointwise(x, w, bias, "none", annotate(List[Optional[number]], []), "")
              def lin32n(self, x: Tensor, w: Tensor) -> Tensor:
                return ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")
              def packb(self, w: Tensor) -> Tensor:
                return ops.mkldnn._reorder_linear_weight(torch.to(w, 15), 256)
              def linb(self, x: Tensor, w: Tensor, bias: Tensor) -> Tensor:
                y = ops.mkldnn._linear_pointwise(torch.to(x, 15), w, None, "none", annotate(List[Optional[number]], []), "")
                return torch.add(torch.to(y, 6), bias)
              def linbn(self, x: Tensor, w: Tensor) -> Tensor:
                y = ops.mkldnn._linear_pointwise(torch.to(x, 15), w, None, "none", annotate(List[Optional[number]], []), "")
                return torch.to(y, 6)
            """;

    private final NDArray weight;
    private final @Nullable NDArray bias;
    private final @Nullable IValue few;
    private final @Nullable IValue many;
    private final Precision precision;

    /**
     * Packs a layer.
     *
     * @param weight {@code [out, in]} float32; stays the caller's and must outlive this layer
     * @param bias {@code [out]} float32, or null
     */
    public Linear(NDArray weight, @Nullable NDArray bias, Precision precision) {
        this.weight = weight;
        this.bias = bias;
        boolean packable = Torch.onCpu() && Kernels.WORK;
        if (!packable) {
            this.precision = Precision.EXACT;
            few = null;
            many = null;
        } else if (precision == Precision.FAST && fitsFloat16(weight) && Kernels.WORK_16) {
            this.precision = Precision.FAST;
            few = bias == null ? Kernels.MODULE.run("pack16n", weight) : Kernels.MODULE.run("pack16", weight, bias);
            many = Kernels.WORK_BF16 ? Kernels.MODULE.run("packb", weight) : few;
        } else {
            this.precision = Precision.EXACT;
            few = Kernels.MODULE.run("pack32", weight);
            many = few;
        }
    }

    /**
     * Applies the layer.
     *
     * @param x {@code [.., in]} float32
     * @return {@code [.., out]} float32 in the manager of {@code x}, not to be changed in place
     */
    public NDArray apply(NDArray x) {
        IValue fewPacked = few;
        IValue manyPacked = many;
        if (fewPacked == null || manyPacked == null) {
            return JniUtils.linear(Torch.pt(x), Torch.pt(weight), bias == null ? null : Torch.pt(bias));
        }
        PtNDManager manager = (PtNDManager) x.getManager();
        NDArray added = bias;
        if (precision == Precision.EXACT) {
            return added == null
                    ? Kernels.MODULE.tensor(manager, "lin32n", x, fewPacked)
                    : Kernels.MODULE.tensor(manager, "lin32", x, fewPacked, added);
        }
        long rows = x.size() / x.getShape().get(x.getShape().dimension() - 1);
        if (rows < MANY_ROWS || manyPacked == fewPacked) {
            return Kernels.MODULE.tensor(manager, "lin16", x, fewPacked);
        }
        return added == null
                ? Kernels.MODULE.tensor(manager, "linbn", x, manyPacked)
                : Kernels.MODULE.tensor(manager, "linb", x, manyPacked, added);
    }

    /** The weights, {@code [out, in]} float32. */
    public NDArray weight() {
        return weight;
    }

    /** Frees the packed copies; the weights stay the caller's. */
    @Override
    public void close() {
        if (few != null) {
            few.close();
        }
        if (many != null && many != few) {
            many.close();
        }
    }

    private static boolean fitsFloat16(NDArray weight) {
        try (NDArray largest = weight.abs();
                NDArray max = largest.max()) {
            return max.getFloat() <= LARGEST_FLOAT16;
        }
    }

    /** The packed operations, and whether this processor has them: asked once, with a product that is known. */
    private static final class Kernels {
        static final ScriptModule MODULE = new ScriptModule((PtNDManager) Torch.manager(), SCRIPT);
        static final boolean WORK = works("pack32", "lin32n");
        static final boolean WORK_16 = WORK && works("pack16n", "lin16");
        static final boolean WORK_BF16 = WORK_16 && works("packb", "linbn");

        private static boolean works(String pack, String apply) {
            try (PtNDManager m = (PtNDManager) Torch.manager().newSubManager()) {
                NDArray ones = m.ones(new ai.djl.ndarray.types.Shape(16, 16), DataType.FLOAT32);
                try (IValue packed = MODULE.run(pack, ones)) {
                    return MODULE.tensor(m, apply, ones, packed).getFloat(3, 5) == 16f;
                }
            } catch (RuntimeException missing) {
                // Not an error: the plain float32 product serves instead.
                return false;
            }
        }
    }
}
