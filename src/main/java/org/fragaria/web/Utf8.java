package org.fragaria.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.quarkus.qute.TemplateInstance;

/** A growing buffer of UTF-8. */
final class Utf8 {

    private byte[] bytes = new byte[64 << 10];
    private int length;

    private Utf8() {}

    /** A template's text; encoded piece by piece, as it is written: most pieces are ASCII, which is copied. */
    static byte[] render(TemplateInstance template) {
        Utf8 out = new Utf8();
        template.consume(out::write).toCompletableFuture().join();
        return Arrays.copyOf(out.bytes, out.length);
    }

    private void write(String piece) {
        byte[] encoded = piece.getBytes(StandardCharsets.UTF_8);
        if (length + encoded.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + encoded.length));
        }
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }
}
