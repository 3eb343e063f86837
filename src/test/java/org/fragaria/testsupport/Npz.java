package org.fragaria.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads float32 arrays out of a NumPy {@code .npz} (C order), for oracles made by others. */
public final class Npz implements AutoCloseable {

    private final ZipFile zip;

    public Npz(Path file) throws IOException {
        zip = new ZipFile(file.toFile());
    }

    /** The elements of a float32 array, row-major. */
    public float[] floats(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name + ".npy");
        if (entry == null) {
            throw new IllegalArgumentException("No array " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int headerLength = bytes.getShort(8) & 0xFFFF;
            String header = new String(bytes.array(), 10, headerLength, StandardCharsets.ISO_8859_1);
            if (!header.contains("'<f4'") || !header.contains("'fortran_order': False")) {
                throw new IllegalArgumentException(
                        name + ": expected little-endian float32 in C order, found " + header);
            }
            bytes.position(10 + headerLength);
            float[] values = new float[bytes.remaining() / 4];
            bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
