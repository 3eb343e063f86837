package org.fragaria.weights;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.TooLargeException;
import org.fragaria.weights.Pickled.None;
import org.fragaria.weights.Pickled.Storage;
import org.fragaria.weights.Pickled.Tensor;
import org.fragaria.weights.Pickled.Tuple;
import org.fragaria.weights.ZipArchive.Entry;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip file with {@code {name}/data.pkl}, a pickle of a dict, and
 * {@code {name}/data/{key}}, the elements of each storage, stored. The pickle is read by {@link RestrictedUnpickler},
 * which runs nothing. Names of what lies in nested dicts are joined by dots, items of lists are numbered. Several tensors
 * may share a storage and have any strides. Source: PyTorch, {@code torch/serialization.py}, _save. Lifetime and threads:
 * see {@link Weights}.
 */
public final class TorchZipFile extends ArrayFile {

    static final String PICKLE = "data.pkl";

    private static final long LONGEST_PICKLE = 64L << 20;
    private static final int DEEPEST = 32;
    private static final int MOST_OBJECTS = 1_000_000;

    /** A tensor with repeated elements (stride 0) may have more elements than its storage up to this. */
    private static final long UNSUSPICIOUS = 1L << 20;

    private final Map<String, Object> settings;

    private TorchZipFile(MappedFile mapped, Reading reading) {
        super(mapped, reading.arrays);
        settings = Collections.unmodifiableMap(reading.settings);
    }

    /**
     * Opens a file, reads its pickle and checks that every tensor lies in its storage.
     *
     * @throws org.fragaria.problem.NotFoundException if there is no such file
     * @throws InvalidException if it is no such zip file, is damaged, or asks for more than tensors
     * @throws TooLargeException if the pickle is longer than 64 MB
     * @throws org.fragaria.problem.UnavailableException if it cannot be read or mapped
     */
    public static TorchZipFile open(Path file) {
        return MappedFile.open(file, "a PyTorch file", mapped -> {
            Reading reading = new Reading(mapped);
            reading.read();
            return new TorchZipFile(mapped, reading);
        });
    }

    /** What lies beside the tensors, in file order: {@code String}, {@code Long}, {@code Double} or {@code Boolean}. */
    public Map<String, Object> settings() {
        return settings;
    }

    /** One file being read. */
    private static final class Reading {

        private final MappedFile mapped;
        private final ZipArchive archive;
        private final String where;
        private final Map<String, Stored> arrays = new LinkedHashMap<>();
        private final Map<String, Object> settings = new LinkedHashMap<>();
        private String folder = "";
        private int objects;

        Reading(MappedFile mapped) {
            this.mapped = mapped;
            archive = new ZipArchive(mapped);
            where = "File " + mapped.path();
        }

        void read() {
            Entry pickle = archive.entries().values().stream()
                    .filter(e -> e.name().endsWith("/" + PICKLE))
                    .findFirst()
                    .orElseThrow(() -> new InvalidException(where + ": expected a PyTorch file with an entry " + PICKLE
                            + ", found "
                            + archive.entries().keySet().stream().limit(10).toList() + "."));
            folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
            requireLittleEndian();
            if (pickle.size() > LONGEST_PICKLE) {
                throw new TooLargeException(where + ": " + PICKLE + " has " + pickle.size()
                        + " bytes, expected at most " + LONGEST_PICKLE + ": this is no file of tensors.");
            }
            Object root = RestrictedUnpickler.read(where + ": " + PICKLE, archive.read(pickle));
            if (!(root instanceof Map)) {
                throw new InvalidException(where + ": expected a dict of tensors, found "
                        + root.getClass().getSimpleName() + ". Save a state dict (model.state_dict()).");
            }
            collect("", root, 0);
        }

        private void requireLittleEndian() {
            Entry order = archive.entries().get(folder + "byteorder");
            if (order != null) {
                String found =
                        StandardCharsets.US_ASCII.decode(archive.read(order)).toString();
                if (!found.strip().equals("little")) {
                    throw new InvalidException(where + ": expected byte order little, found '" + found
                            + "'. Load and save it again on a little-endian machine.");
                }
            }
        }

        private void collect(String name, Object value, int depth) {
            if (depth > DEEPEST || ++objects > MOST_OBJECTS || name.length() > 4096) {
                throw new InvalidException(where + ": expected dicts at most " + DEEPEST + " deep with at most "
                        + MOST_OBJECTS + " objects in all, found more near '"
                        + name.substring(0, Math.min(80, name.length())) + "'.");
            }
            switch (value) {
                case Map<?, ?> map -> map.forEach((key, item) -> collect(join(name, key), item, depth + 1));
                case Tuple tuple -> collectAll(name, tuple.items(), depth);
                case List<?> list -> collectAll(name, list, depth);
                case Tensor tensor -> add(arrays, name, array(name, tensor));
                case String text -> add(settings, name, text);
                case Long number -> add(settings, name, number);
                case Double number -> add(settings, name, number);
                case Boolean truth -> add(settings, name, truth);
                case None none -> {
                    // says nothing
                }
                default ->
                    throw new InvalidException(where + ": '" + name + "': expected a tensor, text, number, dict or"
                            + " list, found " + value.getClass().getSimpleName() + ".");
            }
        }

        private void collectAll(String name, List<?> items, int depth) {
            for (int i = 0; i < items.size(); i++) {
                collect(join(name, i), items.get(i), depth + 1);
            }
        }

        private static String join(String name, Object key) {
            return name.isEmpty() ? key.toString() : name + "." + key;
        }

        private <T> void add(Map<String, T> to, String name, T value) {
            if (to.put(name, value) != null) {
                throw new InvalidException(where + ": '" + name + "' is there twice.");
            }
        }

        private Stored array(String name, Tensor tensor) {
            Storage storage = tensor.storage();
            Entry entry = archive.entries().get(folder + "data/" + storage.key());
            if (entry == null || entry.deflated()) {
                throw invalid(
                        name,
                        "its storage " + storage.key() + " as a stored entry",
                        entry == null ? "none" : "a compressed one");
            }
            int size = storage.dtype().bytes();
            if (storage.elements() < 0 || storage.elements() > entry.size() / size) {
                throw invalid(name, storage.elements() + " elements of " + storage.dtype(), entry.size() + " bytes");
            }
            long elements = requireInside(name, tensor);
            StoredTensor stored = new StoredTensor(
                    name,
                    storage.dtype(),
                    tensor.shape(),
                    entry.offset() + tensor.first() * size,
                    Math.multiplyExact(elements, size));
            return new Stored(
                    stored,
                    (from, length) -> mapped.part(entry.offset() + from, length),
                    tensor.first() * size,
                    tensor.strides());
        }

        /** How many elements a tensor has, after checking that the last one lies in its storage. */
        private long requireInside(String name, Tensor tensor) {
            long available = tensor.storage().elements();
            try {
                long elements = 1;
                long last = tensor.first();
                boolean good = last >= 0;
                for (int axis = 0; axis < tensor.strides().length; axis++) {
                    long dimension = tensor.shape().get(axis);
                    good &= dimension >= 0 && tensor.strides()[axis] >= 0;
                    elements = Math.multiplyExact(elements, dimension);
                    last = Math.addExact(last, Math.multiplyExact(Math.max(0, dimension - 1), tensor.strides()[axis]));
                }
                good &= elements <= Math.max(available, UNSUSPICIOUS);
                if (good && (elements == 0 ? tensor.first() <= available : last < available)) {
                    return elements;
                }
            } catch (ArithmeticException overflow) {
                // as wrong as one that is merely too large
            }
            throw invalid(
                    name,
                    "a tensor inside its storage of " + available + " elements",
                    "shape " + tensor.shape() + ", strides " + java.util.Arrays.toString(tensor.strides())
                            + " from element " + tensor.first());
        }

        private InvalidException invalid(String name, String expected, String found) {
            return new InvalidException(where + ": tensor '" + name + "': expected " + expected + ", found " + found
                    + ". The file is damaged or was not written completely: fetch it again.");
        }
    }
}
