package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ElementsTest {

    private static final int PATTERNS = 1 << 16;

    @Test
    void everyFloat16PatternHasTheValueOfItsDefinition() {
        assertEveryPattern(DType.F16, 5, 10);
    }

    @Test
    void everyBfloat16PatternHasTheValueOfItsDefinition() {
        assertEveryPattern(DType.BF16, 8, 7);
    }

    private static void assertEveryPattern(DType dtype, int exponentBits, int fractionBits) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * PATTERNS).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < PATTERNS; bits++) {
            bytes.putShort((short) bits);
        }
        float[] values = Elements.floats(bytes.flip(), dtype);
        for (int bits = 0; bits < PATTERNS; bits++) {
            float expected = definition(bits, exponentBits, fractionBits);
            assertThat(Float.floatToIntBits(values[bits]))
                    .as("%s %04x", dtype, bits)
                    .isEqualTo(Float.floatToIntBits(expected));
        }
        ByteBuffer back = ByteBuffer.allocate(2 * PATTERNS).order(ByteOrder.LITTLE_ENDIAN);
        Elements.put(FloatBuffer.wrap(values), back, dtype);
        for (int bits = 0; bits < PATTERNS; bits++) {
            if (!Float.isNaN(values[bits])) {
                assertThat(back.getShort(2 * bits) & 0xffff)
                        .as("%s back", dtype)
                        .isEqualTo(bits);
            }
        }
    }

    /** IEEE 754, section 3.4: sign, biased exponent, fraction. */
    private static float definition(int bits, int exponentBits, int fractionBits) {
        int bias = (1 << exponentBits - 1) - 1;
        int exponent = bits >> fractionBits & (1 << exponentBits) - 1;
        double fraction = (double) (bits & (1 << fractionBits) - 1) / (1 << fractionBits);
        double magnitude;
        if (exponent == (1 << exponentBits) - 1) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * Math.pow(2, 1 - bias);
        } else {
            magnitude = (1 + fraction) * Math.pow(2, exponent - bias);
        }
        return (float) (bits >> 15 == 0 ? magnitude : -magnitude);
    }

    @Test
    void roundsAsPyTorchDoes() {
        try (SafetensorsFile file =
                SafetensorsFile.open(SafetensorsFileTest.FIXTURES.resolve("rounding.safetensors"))) {
            long[] bits = file.longs("bits");
            float[] values = new float[bits.length];
            for (int i = 0; i < bits.length; i++) {
                values[i] = Float.intBitsToFloat((int) bits[i]);
            }
            assertThat(rounded(values, DType.F16)).isEqualTo(file.longs("f16"));
            assertThat(rounded(values, DType.BF16)).isEqualTo(file.longs("bf16"));
        }
    }

    @Test
    void nanStaysNan() {
        assertThat(Float.isNaN(Elements.bfloat16ToFloat(Elements.floatToBfloat16(Float.intBitsToFloat(0x7f800001)))))
                .isTrue();
    }

    private static long[] rounded(float[] values, DType dtype) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Elements.put(FloatBuffer.wrap(values), bytes, dtype);
        return Elements.longs(bytes.flip(), DType.I16);
    }
}
