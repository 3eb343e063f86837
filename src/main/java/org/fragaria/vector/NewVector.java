package org.fragaria.vector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import org.fragaria.model.Address;
import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/**
 * A vector that is about to be stored.
 *
 * @param values {@code [width]}
 * @param contrast how it was made; null if it is uploaded
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record NewVector(
        String model,
        Address address,
        String title,
        boolean listed,
        float[] values,
        @Nullable Contrast contrast) {

    static final int LONGEST_TITLE = 200;
    private static final int WIDEST = 65_536;
    private static final int ID_BYTES = 15;

    /**
     * Checks it.
     *
     * @throws InvalidException if a number is not finite, all are 0, or there are not as many as the tensor is wide
     */
    NewVector {
        if (values.length > WIDEST) {
            throw new TooLargeException(
                    "The vector has " + values.length + " numbers: expected at most " + WIDEST + ".");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidException("The vector's number " + i + " is " + values[i]
                        + ": expected finite numbers only. Is the file damaged, or its type too narrow?");
            }
        }
        if (!(TypicalNorms.norm(values, 0, values.length) > 0)) {
            throw new InvalidException("The vector is zero everywhere, so it points nowhere: expected a direction."
                    + (contrast == null ? "" : " Are the two sets of texts the same?"));
        }
        title = title(title);
    }

    /** A digest of what it is: model, address, numbers. */
    String id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((model + "\n" + address + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] hash = digest.digest(StoredVector.bytes(values));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String title(String given) {
        String stripped = given.strip().replaceAll("\\s+", " ");
        if (stripped.isEmpty() || stripped.codePointCount(0, stripped.length()) > LONGEST_TITLE) {
            throw new InvalidException("Parameter title: expected 1 to " + LONGEST_TITLE + " characters, found "
                    + stripped.length() + ".");
        }
        if (stripped.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidException("Parameter title holds a code that is no character. Remove it.");
        }
        return stripped;
    }
}
