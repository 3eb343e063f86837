package org.fragaria.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import org.fragaria.problem.InvalidException;

/** Strict UTF-8: where the JDK's readers put a replacement character, this one names the file, the offset, the bytes. */
final class Utf8Reader extends Reader {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
    /** Offset in the file of {@code bytes[0]}. */
    private long base;

    private boolean ended;
    private boolean begun;

    Utf8Reader(Path file) throws IOException {
        this.file = file;
        this.in = Files.newInputStream(file);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        CharBuffer chars = CharBuffer.wrap(target, offset, length);
        while (chars.position() == 0 && length > 0) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                throw malformed(result.length());
            }
            if (!begun && chars.position() > 0) {
                begun = true;
                dropByteOrderMark(target, offset, chars);
            }
            if (chars.position() > 0) {
                break;
            }
            if (ended) {
                return -1;
            }
            if (result.isOverflow()) {
                throw new IllegalArgumentException("a buffer of " + length + " cannot take a surrogate pair");
            }
            fill();
        }
        return chars.position();
    }

    private static void dropByteOrderMark(char[] target, int offset, CharBuffer chars) {
        if (target[offset] == BYTE_ORDER_MARK) {
            int rest = chars.position() - 1;
            System.arraycopy(target, offset + 1, target, offset, rest);
            chars.position(rest);
        }
    }

    private void fill() throws IOException {
        base += bytes.position();
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
    }

    private InvalidException malformed(int length) {
        byte[] bad = new byte[length];
        bytes.get(bytes.position(), bad);
        return new InvalidException("Text file " + file + ": expected UTF-8, found the bytes "
                + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bad) + " at byte offset "
                + (base + bytes.position()) + ". Convert the file, e.g. with 'iconv -t UTF-8', or remove the bytes.");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
