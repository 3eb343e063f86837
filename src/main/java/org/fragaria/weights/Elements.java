package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Stored elements to Java's numbers and back. Buffers are little endian, from position to limit. */
final class Elements {

    private static final int EXPONENT_AND_FRACTION = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;

    private Elements() {}

    /** Floating-point elements as float32: exact from F16 and BF16, rounded to nearest even from F64. */
    static float[] floats(ByteBuffer buffer, DType dtype) {
        float[] values = new float[buffer.remaining() / dtype.bytes()];
        switch (dtype) {
            case F32 -> buffer.asFloatBuffer().get(values);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.float16ToFloat(buffer.getShort(buffer.position() + 2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bfloat16ToFloat(buffer.getShort(buffer.position() + 2 * i));
                }
            }
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) buffer.getDouble(buffer.position() + 8 * i);
                }
            }
            default -> throw new IllegalArgumentException(dtype + " elements are not floating-point numbers");
        }
        return values;
    }

    /** Integer (and BOOL) elements. */
    static long[] longs(ByteBuffer buffer, DType dtype) {
        long[] values = new long[buffer.remaining() / dtype.bytes()];
        for (int i = 0; i < values.length; i++) {
            int at = buffer.position() + i * dtype.bytes();
            values[i] = switch (dtype) {
                case I64 -> buffer.getLong(at);
                case I32 -> buffer.getInt(at);
                case I16 -> buffer.getShort(at);
                case I8 -> buffer.get(at);
                case U8, BOOL -> buffer.get(at) & 0xff;
                default -> throw new IllegalArgumentException(dtype + " elements are not integers");
            };
        }
        return values;
    }

    /** Puts float32 values at the buffer's position as floating-point elements, rounded to nearest even. */
    static void put(FloatBuffer values, ByteBuffer into, DType dtype) {
        while (values.hasRemaining()) {
            float value = values.get();
            switch (dtype) {
                case F32 -> into.putFloat(value);
                case F16 -> into.putShort(Float.floatToFloat16(value));
                case BF16 -> into.putShort(floatToBfloat16(value));
                case F64 -> into.putDouble(value);
                default -> throw new IllegalArgumentException(dtype + " elements are not floating-point numbers");
            }
        }
    }

    static float bfloat16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Rounds to nearest, ties to even; a NaN stays a (quiet) NaN of the same sign. */
    static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & EXPONENT_AND_FRACTION) > INFINITY) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
