package org.fragaria.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fragaria.problem.InvalidException;
import org.fragaria.weights.Pickled.Global;
import org.fragaria.weights.Pickled.Mark;
import org.fragaria.weights.Pickled.None;
import org.fragaria.weights.Pickled.Storage;
import org.fragaria.weights.Pickled.Tensor;
import org.fragaria.weights.Pickled.Tuple;

/**
 * Reads the pickle that {@code torch.save} writes, and nothing else: a stack machine whose only calls are those of {@link
 * Pickled.Global}, which this class does itself. Any other name is an error. It takes one step per byte of the pickle at
 * most and no step makes more than one object, so time and memory are bounded by the pickle's length. Opcodes: Python,
 * {@code Lib/pickletools.py}; protocols 2 to 5.
 */
final class RestrictedUnpickler {

    private final String where;
    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    private RestrictedUnpickler(String where, ByteBuffer pickle) {
        this.where = where;
        in = pickle.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a pickle.
     *
     * @param where file and entry, for messages
     * @return a {@link Pickled}, {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List<Object>} or
     *     {@code Map<Object, Object>}; lists and maps may hold themselves
     * @throws InvalidException if it is damaged or asks for anything else
     */
    static Object read(String where, ByteBuffer pickle) {
        return new RestrictedUnpickler(where, pickle).run();
    }

    private Object run() {
        try {
            while (true) {
                int opcode = in.get() & 0xff;
                if (opcode == '.') {
                    return pop();
                }
                step(opcode);
            }
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException | ClassCastException e) {
            throw invalid("it is damaged near byte " + in.position(), e);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> requireProtocol(in.get());
            case 0x95 -> in.getLong(); // FRAME: how much comes, which the buffer knows
            case '(' -> push(Mark.MARK);
            case '}' -> push(new LinkedHashMap<>());
            case ']' -> push(new ArrayList<>());
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case 's' -> put(popLast(2));
            case 'u' -> put(popToMark());
            case '0' -> pop();
            case 'q' -> memo.put((long) (in.get() & 0xff), top());
            case 'r' -> memo.put(Integer.toUnsignedLong(in.getInt()), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> push(remembered(in.get() & 0xff));
            case 'j' -> push(remembered(Integer.toUnsignedLong(in.getInt())));
            case 'c' -> push(global(line(), line()));
            case 0x93 -> {
                List<Object> names = popLast(2);
                push(global((String) names.get(0), (String) names.get(1)));
            }
            case 'R' -> {
                List<Object> call = popLast(2);
                push(call(call.get(0), (Tuple) call.get(1)));
            }
            case 'Q' -> push(storage((Tuple) pop()));
            case 'b' -> forgetAttributes(pop());
            default -> push(primitive(opcode));
        }
    }

    private Object primitive(int opcode) {
        return switch (opcode) {
            case 'N' -> None.NONE;
            case 0x88 -> true;
            case 0x89 -> false;
            case 'K' -> (long) (in.get() & 0xff);
            case 'M' -> (long) Short.toUnsignedInt(in.getShort());
            case 'J' -> (long) in.getInt();
            case 0x8a -> wholeNumber(in.get() & 0xff);
            case 'G' -> Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
            case 'X' -> text(Integer.toUnsignedLong(in.getInt()));
            case 0x8c -> text(in.get() & 0xff);
            default ->
                throw invalid(
                        "opcode 0x" + Integer.toHexString(opcode) + " at byte " + (in.position() - 1)
                                + " is none that torch.save writes for tensors",
                        null);
        };
    }

    private void requireProtocol(int protocol) {
        if (protocol < 2 || protocol > 5) {
            throw invalid("it has protocol " + protocol + "; expected 2 to 5", null);
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> popLast(int count) {
        List<Object> last = stack.subList(stack.size() - count, stack.size());
        List<Object> popped = new ArrayList<>(last);
        last.clear();
        return popped;
    }

    private List<Object> popToMark() {
        int at = stack.size() - 1;
        while (stack.get(at) != Mark.MARK) {
            at--;
        }
        List<Object> popped = popLast(stack.size() - 1 - at);
        pop();
        return popped;
    }

    @SuppressWarnings("unchecked") // every list on the stack was made by this class
    private void append(List<Object> items) {
        ((List<Object>) top()).addAll(items);
    }

    @SuppressWarnings("unchecked") // every map on the stack was made by this class
    private void put(List<Object> items) {
        Map<Object, Object> map = (Map<Object, Object>) top();
        for (int i = 0; i < items.size(); i += 2) {
            map.put(key(items.get(i)), items.get(i + 1));
        }
    }

    private Object key(Object key) {
        if (key instanceof String || key instanceof Long || key instanceof Boolean || key instanceof Double) {
            return key;
        }
        throw invalid("a dict has a key that is neither text nor number", null);
    }

    private Object remembered(long index) {
        Object found = memo.get(index);
        if (found == null) {
            throw invalid("it looks up object " + index + ", which it did not make", null);
        }
        return found;
    }

    private Object wholeNumber(int length) {
        if (length > Long.BYTES) {
            throw invalid("a whole number of " + length + " bytes; expected at most 8", null);
        }
        long value = 0;
        byte last = 0;
        for (int i = 0; i < length; i++) {
            last = in.get();
            value |= (last & 0xffL) << 8 * i;
        }
        boolean negative = last < 0 && length < Long.BYTES;
        return negative ? value - (1L << 8 * length) : value;
    }

    private String text(long length) {
        if (length > in.remaining()) {
            throw invalid("a text of " + length + " bytes where " + in.remaining() + " follow", null);
        }
        byte[] utf8 = new byte[(int) length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private String line() {
        int begin = in.position();
        while (in.get() != '\n') {
            // reads on
        }
        byte[] ascii = new byte[in.position() - 1 - begin];
        in.get(begin, ascii);
        return new String(ascii, StandardCharsets.UTF_8);
    }

    private Object global(String module, String name) {
        String full = module + "." + name;
        if (Global.isDtype(full)) {
            return full;
        }
        return Global.find(full)
                .orElseThrow(() -> new InvalidException(where + " asks for '" + full
                        + "', which reading tensors does not need; nothing was run. Fragaria never runs code from a file: if you"
                        + " trust it, load it in Python and save its state dict with safetensors.torch.save_file."));
    }

    private Object call(Object callee, Tuple arguments) {
        List<Object> items = arguments.items();
        if (callee instanceof Global global) {
            switch (global) {
                case REBUILD_TENSOR -> {
                    return tensor(items);
                }
                case REBUILD_PARAMETER, DEVICE, SIZE -> {
                    return items.get(0);
                }
                case ORDERED_DICT -> {
                    return orderedDict(items);
                }
                default -> {
                    // a kind of storage, which nobody calls
                }
            }
        }
        throw invalid("it calls something that is none of the functions that make tensors", null);
    }

    private Object orderedDict(List<Object> items) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (!items.isEmpty()) {
            for (Object pair : (List<?>) items.get(0)) {
                List<?> two = pair instanceof Tuple tuple ? tuple.items() : (List<?>) pair;
                map.put(key(two.get(0)), two.get(1));
            }
        }
        return map;
    }

    private Tensor tensor(List<Object> items) {
        List<Long> shape = numbers(items.get(2));
        List<Long> strides = numbers(items.get(3));
        if (shape.size() != strides.size()) {
            throw invalid("a tensor of shape " + shape + " has strides " + strides, null);
        }
        return new Tensor(
                (Storage) items.get(0),
                (Long) items.get(1),
                shape,
                strides.stream().mapToLong(Long::longValue).toArray());
    }

    private static List<Long> numbers(Object tuple) {
        List<Long> numbers = new ArrayList<>();
        for (Object item : ((Tuple) tuple).items()) {
            numbers.add((Long) item);
        }
        return numbers;
    }

    /** {@code ('storage', kind, key, device, elements)}. */
    private Storage storage(Tuple id) {
        List<Object> items = id.items();
        if (items.size() == 5 && "storage".equals(items.get(0)) && items.get(1) instanceof Global kind) {
            return new Storage(
                    kind.dtype().orElseThrow(() -> invalid("storage of kind " + kind.python(), null)),
                    (String) items.get(2),
                    (Long) items.get(4));
        }
        throw invalid("an outside object is no storage of a tensor", null);
    }

    /** Attributes of an ordered dict, where PyTorch keeps versions of modules: not needed. */
    private void forgetAttributes(Object attributes) {
        if (!(attributes instanceof Map) || !(top() instanceof Map)) {
            throw invalid("it sets the state of something that is no dict", null);
        }
    }

    private InvalidException invalid(String problem, @org.jspecify.annotations.Nullable Throwable cause) {
        return new InvalidException(
                where + ": expected a pickle of tensors as torch.save writes it, but " + problem
                        + ". Fetch the file again, or convert it in Python with safetensors.torch.save_file.",
                cause);
    }
}
