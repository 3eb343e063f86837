package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;

/**
 * The table of contents of a mapped zip file, so that stored entries can be read where they lie, which {@code
 * java.util.zip} does not offer. Records, little endian (PKWARE, APPNOTE.TXT 6.3.10, section 4.3):
 *
 * <ul>
 *   <li>end of central directory, 22 bytes and a comment: {@code 0x06054b50}; at 12 its size (u32), at 16 its offset
 *   <li>zip64 locator, 20 bytes before that: {@code 0x07064b50}; at 8 the offset (u64) of the zip64 end record: {@code
 *       0x06064b50}; at 40 size and at 48 offset (u64) of the central directory
 *   <li>central directory, per entry: {@code 0x02014b50}; at 8 flags, 10 method (u16: 0 stored, 8 deflated), 16 CRC-32,
 *       20 compressed and 24 full size (u32), 28, 30, 32 lengths of name, extra field and comment (u16), 42 offset of the
 *       local header (u32), 46 the name. Numbers that are all ones are in the extra field 1, as u64, in the order full
 *       size, compressed size, offset
 *   <li>local header: {@code 0x04034b50}; at 26 and 28 lengths of name and extra field (u16), 30 the name; then the data
 * </ul>
 */
final class ZipArchive {

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long IN_EXTRA = 0xffffffffL;

    /** An entry that inflates beyond this may be at most {@value #HIGHEST_RATIO} times its compressed size. */
    private static final long UNSUSPICIOUS = 16L << 20;

    private static final int HIGHEST_RATIO = 200;

    private final MappedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * One entry.
     *
     * @param deflated whether it must be inflated; otherwise it lies there as it is
     * @param offset of its data from the beginning of the file
     * @param compressed bytes in the file
     * @param size bytes of the entry
     */
    record Entry(String name, boolean deflated, long offset, long compressed, long size, int crc) {}

    /**
     * Reads the table.
     *
     * @throws InvalidException if it is not one, or an entry does not lie in the file or on another one
     */
    ZipArchive(MappedFile file) {
        this.file = file;
        ByteBuffer directory = directory();
        while (directory.remaining() >= CENTRAL_LENGTH && directory.getInt(directory.position()) == CENTRAL) {
            Entry entry = entry(directory);
            if (entries.put(entry.name(), entry) != null) {
                throw invalid("entry '" + entry.name() + "' is there twice");
            }
        }
        if (directory.hasRemaining()) {
            throw invalid("the table of contents breaks off after " + entries.size() + " entries");
        }
        requireApart();
    }

    /** Two entries on the same bytes are how small files become huge ones. */
    private void requireApart() {
        List<Entry> ordered = entries.values().stream()
                .filter(e -> e.compressed() > 0)
                .sorted(Comparator.comparingLong(Entry::offset))
                .toList();
        long end = 0;
        for (Entry entry : ordered) {
            if (entry.offset() < end) {
                throw invalid("entry '" + entry.name() + "' lies on another one");
            }
            end = entry.offset() + entry.compressed();
        }
    }

    private ByteBuffer directory() {
        int tail = (int) Math.min(file.size(), END_LENGTH + LONGEST_COMMENT);
        ByteBuffer last = file.part(file.size() - tail, tail);
        int at = tail - END_LENGTH;
        while (at >= 0 && last.getInt(at) != END) {
            at--;
        }
        if (at < 0) {
            throw invalid("there is no table of contents at its end");
        }
        long size = Integer.toUnsignedLong(last.getInt(at + 12));
        long offset = Integer.toUnsignedLong(last.getInt(at + 16));
        long locator = file.size() - tail + at - LOCATOR_LENGTH;
        if (locator >= 0 && file.part(locator, LOCATOR_LENGTH).getInt(0) == LOCATOR) {
            ByteBuffer end = record(file.part(locator, LOCATOR_LENGTH).getLong(8), END64, END64_LENGTH);
            size = end.getLong(40);
            offset = end.getLong(48);
        }
        requireInside("the table of contents", offset, size);
        if (size > Integer.MAX_VALUE) {
            throw invalid("the table of contents claims " + size + " bytes");
        }
        return file.part(offset, (int) size);
    }

    private ByteBuffer record(long offset, int signature, int length) {
        requireInside("a header", offset, length);
        ByteBuffer found = file.part(offset, length);
        if (found.getInt(0) != signature) {
            throw invalid("expected signature " + Integer.toHexString(signature) + " at byte " + offset + ", found "
                    + Integer.toHexString(found.getInt(0)));
        }
        return found;
    }

    private Entry entry(ByteBuffer directory) {
        ByteBuffer header = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
        int nameLength = unsigned(header, 28);
        int extraLength = unsigned(header, 30);
        long total = (long) CENTRAL_LENGTH + nameLength + extraLength + unsigned(header, 32);
        if (total > header.remaining()) {
            throw invalid("the table of contents breaks off after " + entries.size() + " entries");
        }
        directory.position(directory.position() + (int) total);
        int flags = unsigned(header, 8);
        int method = unsigned(header, 10);
        int crc = header.getInt(16);
        int shortCompressed = header.getInt(20);
        int shortSize = header.getInt(24);
        int shortLocal = header.getInt(42);
        byte[] utf8 = new byte[nameLength];
        header.get(CENTRAL_LENGTH, utf8);
        String name = new String(utf8, StandardCharsets.UTF_8);
        if ((flags & 1) != 0 || (method != 0 && method != 8)) {
            throw invalid("entry '" + name + "' is encrypted or compressed by method " + method
                    + ": expected stored or deflated");
        }
        Extra extra =
                new Extra(header.slice(CENTRAL_LENGTH + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN));
        long size = extra.or(shortSize, name);
        long compressed = extra.or(shortCompressed, name);
        long local = extra.or(shortLocal, name);
        ByteBuffer before = record(local, LOCAL, LOCAL_LENGTH);
        long offset = local + LOCAL_LENGTH + unsigned(before, 26) + unsigned(before, 28);
        requireInside("entry '" + name + "'", offset, compressed);
        if (method == 0 && size != compressed || size < 0) {
            throw invalid("entry '" + name + "' is stored but has two sizes, " + compressed + " and " + size);
        }
        return new Entry(name, method == 8, offset, compressed, size, crc);
    }

    /** The zip64 field of an entry, read from front to back. */
    private final class Extra {

        private final ByteBuffer field;

        Extra(ByteBuffer extra) {
            ByteBuffer found = ByteBuffer.allocate(0);
            while (extra.remaining() >= 4) {
                int id = unsigned(extra, extra.position());
                int length = unsigned(extra, extra.position() + 2);
                if (length > extra.remaining() - 4) {
                    break;
                }
                if (id == 1) {
                    found = extra.slice(extra.position() + 4, length).order(ByteOrder.LITTLE_ENDIAN);
                }
                extra.position(extra.position() + 4 + length);
            }
            field = found;
        }

        long or(int narrow, String name) {
            long value = Integer.toUnsignedLong(narrow);
            if (value != IN_EXTRA) {
                return value;
            }
            if (field.remaining() < Long.BYTES) {
                throw invalid("entry '" + name + "' has no zip64 sizes");
            }
            return field.getLong();
        }
    }

    private void requireInside(String what, long offset, long length) {
        if (offset < 0 || length < 0 || offset > file.size() - length) {
            throw invalid(what + " is said to be at byte " + offset + ", " + length + " bytes long, in a file of "
                    + file.size());
        }
    }

    private static int unsigned(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at));
    }

    /** The entries by name, in the order of the table. */
    Map<String, Entry> entries() {
        return entries;
    }

    /**
     * A whole entry, checked against its CRC-32; for small ones and for deflated ones.
     *
     * @throws TooLargeException if it has 2 GiB or more, or inflates so much that it looks like a trap
     * @throws InvalidException if it is damaged
     */
    ByteBuffer read(Entry entry) {
        if (entry.compressed() > Integer.MAX_VALUE || entry.size() > Integer.MAX_VALUE - 8) {
            throw new TooLargeException("File " + file.path() + ": entry '" + entry.name() + "' has " + entry.size()
                    + " bytes compressed, more than one buffer holds: write the file without compression"
                    + " (numpy.savez).");
        }
        ByteBuffer raw = file.part(entry.offset(), (int) entry.compressed());
        ByteBuffer whole = entry.deflated() ? inflate(entry, raw, (int) entry.size()) : raw;
        CRC32 crc = new CRC32();
        crc.update(whole.duplicate());
        if ((int) crc.getValue() != entry.crc()) {
            throw invalid("entry '" + entry.name() + "' does not have its CRC-32");
        }
        return whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The first bytes of a deflated entry. */
    ByteBuffer begin(Entry entry, int length) {
        int some = (int) Math.min(entry.compressed(), 2L * length + 1024);
        return inflate(entry, file.part(entry.offset(), some), (int) Math.min(length, entry.size()));
    }

    private ByteBuffer inflate(Entry entry, ByteBuffer raw, int length) {
        if (entry.size() > UNSUSPICIOUS && entry.size() / HIGHEST_RATIO > entry.compressed()) {
            throw new TooLargeException("File " + file.path() + ": entry '" + entry.name() + "' would grow from "
                    + entry.compressed() + " to " + entry.size() + " bytes, more than " + HIGHEST_RATIO
                    + " times: this looks like a trap. If it is not, write the file without compression"
                    + " (numpy.savez).");
        }
        ByteBuffer into = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(raw);
            while (into.hasRemaining() && inflater.inflate(into) > 0) {
                // reads on
            }
        } catch (DataFormatException e) {
            throw new InvalidException(
                    "File " + file.path() + ": entry '" + entry.name() + "' cannot be inflated: " + e.getMessage()
                            + ". The file is damaged: fetch it again.",
                    e);
        } finally {
            inflater.end();
        }
        if (into.hasRemaining()) {
            throw invalid("entry '" + entry.name() + "' ends after " + into.position() + " bytes of " + length);
        }
        return into.flip();
    }

    private InvalidException invalid(String problem) {
        return new InvalidException("File " + file.path() + ": expected a zip file, but " + problem
                + ". The file is damaged or was not written completely: fetch it again.");
    }
}
