package org.fragaria.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.Address;

/**
 * A vector that was uploaded or made of texts. Immutable; who holds it does not change its numbers.
 *
 * @param id what names it in interventions and ends its address
 * @param owner whose it is
 * @param values {@code w}, {@code [width]} float32, finite and not all 0
 * @param contrast how it was made; null if it was uploaded
 * @param made when, ISO-8601
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record StoredVector(
        String id,
        String owner,
        String model,
        Address address,
        String title,
        boolean listed,
        float[] values,
        @Nullable Contrast contrast,
        String made) {

    /**
     * A vector that comes with the server: nobody's, and shown to everybody.
     *
     * @throws org.fragaria.problem.InvalidException if a number is not finite, or all are 0
     */
    public static StoredVector given(String model, Address address, String title, float[] values, String made) {
        NewVector checked = new NewVector(model, address, title, true, values, null);
        return new StoredVector(checked.id(), "", model, address, checked.title(), true, values, null, made);
    }

    /** Whether it came with the server, so that it is nobody's. */
    boolean given() {
        return owner.isEmpty();
    }

    /** Its Euclidean norm. */
    public double norm() {
        return TypicalNorms.norm(values, 0, values.length);
    }

    static String encoded(float[] values) {
        return Base64.getEncoder().encodeToString(bytes(values));
    }

    static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static float[] decoded(String numbers) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(numbers)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
