package org.fragaria.model;

import java.util.Arrays;

/**
 * GPT-2's byte alphabet: printable Latin-1 bytes stand for themselves, the other 68 bytes, in order, for the
 * characters from U+0100 on, so that every byte string is a visible text. Source: openai/gpt-2, {@code src/encoder.py},
 * {@code bytes_to_unicode}.
 */
public final class ByteAlphabet {

    private static final int[] BYTE_OF = table();

    private ByteAlphabet() {}

    /** The byte (0..255) that a character stands for, or -1 if it is not of the alphabet. */
    static int byteOf(char c) {
        return c < BYTE_OF.length ? BYTE_OF[c] : -1;
    }

    /** The character that stands for a byte (0..255). */
    public static char charOf(int value) {
        for (char c = 0; c < BYTE_OF.length; c++) {
            if (BYTE_OF[c] == value) {
                return c;
            }
        }
        throw new IllegalArgumentException(value + " is no byte");
    }

    private static int[] table() {
        int[] table = new int[256 + 68];
        Arrays.fill(table, -1);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
            table[visible ? b : next++] = b;
        }
        return table;
    }
}
