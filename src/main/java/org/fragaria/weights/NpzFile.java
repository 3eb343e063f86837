package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.ZipArchive.Entry;

/**
 * NumPy arrays in a zip file ({@code numpy.savez} and {@code savez_compressed}): one entry {@code {name}.npy} per array,
 * see {@link NpyHeader}. Stored entries are read where they lie; a deflated one is inflated whole when it is first asked
 * for, and kept. Lifetime and threads: see {@link Weights}.
 */
public final class NpzFile extends ArrayFile {

    static final String SUFFIX = ".npy";

    private NpzFile(MappedFile mapped, ZipArchive archive) {
        super(mapped, new Reading(mapped, archive).arrays());
    }

    /**
     * Opens a file and validates every array's header.
     *
     * @throws org.fragaria.problem.NotFoundException if there is no such file
     * @throws InvalidException if it is no zip file of NumPy arrays, or contradicts itself
     * @throws org.fragaria.problem.TooLargeException if an entry inflates so much that it looks like a trap
     * @throws org.fragaria.problem.UnavailableException if it cannot be read or mapped
     */
    public static NpzFile open(Path file) {
        return MappedFile.open(file, "a NumPy .npz file", mapped -> new NpzFile(mapped, new ZipArchive(mapped)));
    }

    /** One file being read. */
    private record Reading(MappedFile mapped, ZipArchive archive) {

        Map<String, Stored> arrays() {
            Map<String, Stored> arrays = new LinkedHashMap<>();
            for (Entry entry : archive.entries().values()) {
                if (!entry.name().endsWith(SUFFIX)) {
                    throw new InvalidException("File " + mapped.path() + ": expected a .npz file, whose entries end in "
                            + SUFFIX + ", found entry '" + entry.name() + "'.");
                }
                String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
                arrays.put(name, array(name, entry));
            }
            return arrays;
        }

        private Stored array(String name, Entry entry) {
            String where = "File " + mapped.path() + ": array '" + name + "'";
            int some = (int) Math.min(NpyHeader.LONGEST, entry.size());
            NpyHeader header = NpyHeader.read(
                    where, entry.deflated() ? archive.begin(entry, some) : mapped.part(entry.offset(), some));
            long bytes = header.bytes(where);
            if (bytes != entry.size() - header.length()) {
                throw new InvalidException(where + ": expected " + bytes + " bytes for " + header.dtype() + " "
                        + header.shape() + ", found " + (entry.size() - header.length())
                        + ". The file is damaged or was not written completely: fetch it again.");
            }
            StoredTensor tensor =
                    new StoredTensor(name, header.dtype(), header.shape(), entry.offset() + header.length(), bytes);
            Bytes data = entry.deflated()
                    ? new Inflated(archive, entry)
                    : (from, length) -> mapped.part(entry.offset() + from, length);
            return new Stored(tensor, data, header.length(), header.strides());
        }
    }

    /** A deflated entry, inflated when it is first asked for. */
    private static final class Inflated implements Bytes {

        private final ZipArchive archive;
        private final Entry entry;
        private @Nullable ByteBuffer whole;

        Inflated(ZipArchive archive, Entry entry) {
            this.archive = archive;
            this.entry = entry;
        }

        @Override
        public ByteBuffer part(long from, int length) {
            return whole().slice((int) from, length).order(ByteOrder.LITTLE_ENDIAN);
        }

        private synchronized ByteBuffer whole() {
            ByteBuffer present = whole;
            if (present == null) {
                present = archive.read(entry).asReadOnlyBuffer();
                whole = present;
            }
            return present;
        }
    }
}
