package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fragaria.problem.InvalidException;

/**
 * The header of a NumPy array. Layout: byte 0x93, {@code NUMPY}, major and minor version (1 byte each), length of the
 * text (version 1: u16; 2 and 3: u32, little endian), the text of a Python dict with {@code descr} (element type), {@code
 * fortran_order} and {@code shape}; then the elements. Source: NumPy, {@code numpy/lib/format.py}, "Format Version".
 *
 * @param fortran whether the first index runs fastest
 * @param length bytes of the header: where the elements begin
 */
record NpyHeader(DType dtype, boolean fortran, List<Long> shape, int length) {

    /** More than any header of a plain array: the text is some 120 bytes. */
    static final int LONGEST = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final Pattern DICT =
            Pattern.compile("\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),"
                    + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

    private static final Map<String, DType> TYPES = Map.of(
            "<f4", DType.F32,
            "<f2", DType.F16,
            "<f8", DType.F64,
            "<i8", DType.I64,
            "<i4", DType.I32,
            "<i2", DType.I16,
            "|i1", DType.I8,
            "|u1", DType.U8,
            "|b1", DType.BOOL);

    /**
     * Reads a header.
     *
     * @param where file and entry, for the message
     * @param bytes the beginning of the array, little endian
     */
    static NpyHeader read(String where, ByteBuffer bytes) {
        byte[] magic = new byte[MAGIC.length];
        if (bytes.remaining() < 12 || !java.util.Arrays.equals(MAGIC, head(bytes, magic))) {
            throw new InvalidException(where + ": expected a NumPy array (0x93 NUMPY), found other bytes.");
        }
        int version = bytes.get(6);
        boolean wide = version == 2 || version == 3;
        if (!wide && version != 1) {
            throw new InvalidException(where + ": expected NumPy's format version 1, 2 or 3, found " + version + ".");
        }
        int begin = wide ? 12 : 10;
        long length = wide ? Integer.toUnsignedLong(bytes.getInt(8)) : Short.toUnsignedInt(bytes.getShort(8));
        if (length > bytes.remaining() - begin) {
            throw new InvalidException(where + ": the header claims " + length
                    + " bytes, more than there are or than an" + " array of numbers needs (" + LONGEST + ").");
        }
        byte[] text = new byte[(int) length];
        bytes.get(begin, text);
        return parse(where, new String(text, StandardCharsets.UTF_8), begin + (int) length);
    }

    private static byte[] head(ByteBuffer bytes, byte[] into) {
        bytes.get(0, into);
        return into;
    }

    private static NpyHeader parse(String where, String text, int length) {
        Matcher dict = DICT.matcher(text);
        if (!dict.matches()) {
            throw new InvalidException(where + ": expected {'descr': '<f4', 'fortran_order': …, 'shape': (…), }, found "
                    + text.strip() + ". Records and Python objects are not read.");
        }
        DType dtype = TYPES.get(dict.group(1));
        if (dtype == null) {
            throw new InvalidException(where + ": expected an element type of " + TYPES.keySet() + ", found '"
                    + dict.group(1) + "'. Convert it first, e.g. array.astype('<f4') (bfloat16 through torch).");
        }
        List<Long> shape = new ArrayList<>();
        for (String part : dict.group(3).split(",")) {
            if (!part.isBlank()) {
                shape.add(dimension(where, part.strip()));
            }
        }
        return new NpyHeader(dtype, dict.group(2).equals("True"), shape, length);
    }

    private static long dimension(String where, String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new InvalidException(where + ": expected a dimension below 2^63, found '" + digits + "'.", e);
        }
    }

    /**
     * Bytes of all elements.
     *
     * @throws InvalidException if they are 2^63 or more
     */
    long bytes(String where) {
        try {
            return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new InvalidException(where + ": expected fewer than 2^63 bytes, found shape " + shape + ".", e);
        }
    }

    /** Elements from one index to the next, per dimension. */
    long[] strides() {
        long[] strides = new long[shape.size()];
        long step = 1;
        for (int i = 0; i < strides.length; i++) {
            int axis = fortran ? i : strides.length - 1 - i;
            strides[axis] = step;
            step *= shape.get(axis);
        }
        return strides;
    }
}
