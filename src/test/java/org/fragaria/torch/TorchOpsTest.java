package org.fragaria.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TorchOpsTest {

    @Test
    void geluIsTheTanhForm() {
        try (NDManager m = Torch.manager().newSubManager()) {
            float x = 1.3f;
            double expected = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            assertThat(TorchOps.geluTanh(m.create(new float[] {x})).getFloat(0))
                    .isEqualTo((float) expected, within(1e-6f));
        }
    }

    @Test
    void activationsAndTheirGatesEqualTheirFormulas() {
        try (NDManager m = Torch.manager().newSubManager()) {
            float x = -0.7f;
            NDArray one = m.create(new float[] {x});
            NDArray up = m.create(new float[] {3});
            float silu = (float) (x / (1 + Math.exp(-x)));
            // Φ(-0.7) from a table of the normal distribution
            float gelu = x * 0.2419637f;
            assertThat(TorchOps.silu(one).getFloat(0)).isEqualTo(silu, within(1e-6f));
            assertThat(TorchOps.swiglu(one, up).getFloat(0)).isEqualTo(3 * silu, within(1e-6f));
            assertThat(TorchOps.gelu(one).getFloat(0)).isEqualTo(gelu, within(1e-6f));
            assertThat(TorchOps.geglu(one, up).getFloat(0)).isEqualTo(3 * gelu, within(1e-6f));
            assertThat(TorchOps.gegluTanh(one, up).getFloat(0))
                    .isEqualTo(3 * TorchOps.geluTanh(one).getFloat(0), within(1e-6f));
            assertThat(TorchOps.softCap(up, 2).getFloat(0)).isEqualTo((float) (2 * Math.tanh(1.5)), within(1e-6f));
        }
    }

    @Test
    void packedLayersEqualThePlainProduct() {
        for (Precision precision : Precision.values()) {
            for (int rows : new int[] {1, 2, 5, 6, 8, 40}) {
                float worst = worstDifference(precision, rows);
                System.out.printf("linear %s, %d rows: worst difference %.2e%n", precision, rows, worst);
                assertThat(worst).isLessThan(precision == Precision.EXACT ? 2e-6f : 2e-2f);
            }
        }
    }

    /** What makes the copy necessary: duplicate keeps the strides of a transposed view. */
    @Test
    void contiguousCopiesATransposedViewInOrder() {
        ScriptModule strides = new ScriptModule((PtNDManager) Torch.manager(), """
                  def contiguous(self, x: Tensor) -> Tensor:
                    return torch.tensor([int(x.is_contiguous())])
                """);
        try (PtNDManager m = (PtNDManager) Torch.manager().newSubManager()) {
            NDArray transposed =
                    m.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)).transpose();
            NDArray copy = TorchOps.contiguous(transposed);
            assertThat(strides.tensor(m, "contiguous", transposed.duplicate()).getLong(0))
                    .isZero();
            assertThat(strides.tensor(m, "contiguous", copy).getLong(0)).isOne();
            assertThat(copy.getShape()).isEqualTo(new Shape(3, 2));
            assertThat(copy.toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    private static float worstDifference(Precision precision, int rows) {
        try (NDManager m = Torch.manager().newSubManager()) {
            m.getEngine().setRandomSeed(7);
            NDArray weight = m.randomNormal(0, 0.05f, new Shape(96, 64), DataType.FLOAT32);
            NDArray bias = m.randomNormal(0, 0.05f, new Shape(96), DataType.FLOAT32);
            NDArray x = m.randomNormal(0, 1, new Shape(rows, 64), DataType.FLOAT32);
            NDArray expected = x.matMul(weight.transpose()).add(bias);
            try (Linear layer = new Linear(weight, bias, precision)) {
                return layer.apply(x).sub(expected).abs().max().getFloat();
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }
}
