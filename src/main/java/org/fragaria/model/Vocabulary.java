package org.fragaria.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import org.fragaria.problem.InvalidException;

/**
 * What the token ids of a model stand for, in bytes and as display strings, read from {@code tokenizer.json} alone.
 * Pieces of byte-level BPE (GPT-2's alphabet, in which every byte is a visible character) and of SentencePiece-like BPE
 * ({@code ▁} for a space, {@code <0x0A>} for a byte) become the bytes they mean. Immutable.
 *
 * <p>Display strings: the text as it is, white space included. Bytes that are no whole character are shown as
 * {@code ⟨F0 9F⟩}; in a sequence the token that completes such a character shows the character. Special tokens show
 * their name.
 */
public final class Vocabulary {

    private static final Pattern BYTE_PIECE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");
    private static final byte[] NOTHING = {};

    private final byte[][] bytes;
    private final boolean[] special;
    private final Map<String, Integer> ids = new HashMap<>();

    private Vocabulary(byte[][] bytes, boolean[] special) {
        this.bytes = bytes;
        this.special = special;
        for (int id = bytes.length - 1; id >= 0; id--) {
            ids.put(text(id), id);
        }
    }

    /**
     * Reads the vocabulary of a {@code tokenizer.json}.
     *
     * @throws org.fragaria.problem.NotFoundException if the file is missing
     * @throws InvalidException if it holds no vocabulary
     */
    public static Vocabulary open(Path tokenizerJson) {
        return of(JsonFile.read(tokenizerJson));
    }

    static Vocabulary of(JsonFile file) {
        Map<Integer, String> pieces = pieces(file);
        Set<Integer> specials = new HashSet<>();
        Set<Integer> added = new HashSet<>();
        for (JsonNode token : file.root().path("added_tokens")) {
            int id = token.path("id").asInt(-1);
            if (id < 0) {
                throw file.wrong("added_tokens", "tokens with an id from 0", token);
            }
            pieces.put(id, token.path("content").asText());
            added.add(id);
            if (token.path("special").asBoolean()) {
                specials.add(id);
            }
        }
        int size = pieces.keySet().stream().mapToInt(id -> id + 1).max().orElse(0);
        boolean byteLevel = file.root().toString().contains("\"ByteLevel\"");
        byte[][] bytes = new byte[size][];
        boolean[] special = new boolean[size];
        for (int id = 0; id < size; id++) {
            String piece = pieces.get(id);
            special[id] = piece == null || specials.contains(id);
            bytes[id] = piece == null
                    ? ("<unused " + id + ">").getBytes(StandardCharsets.UTF_8)
                    : added.contains(id) ? piece.getBytes(StandardCharsets.UTF_8) : bytesOf(piece, byteLevel);
        }
        return new Vocabulary(bytes, special);
    }

    private static Map<Integer, String> pieces(JsonFile file) {
        JsonNode vocabulary = file.root().path("model").path("vocab");
        Map<Integer, String> pieces = new HashMap<>();
        if (vocabulary.isObject()) {
            vocabulary.properties().forEach(e -> pieces.put(e.getValue().asInt(), e.getKey()));
        } else if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                pieces.put(id, vocabulary.get(id).path(0).asText());
            }
        }
        if (pieces.isEmpty()) {
            throw file.wrong("model.vocab", "a map from piece to id, or a list of pieces", "none");
        }
        return pieces;
    }

    private static byte[] bytesOf(String piece, boolean byteLevel) {
        if (byteLevel) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length());
            for (int i = 0; i < piece.length(); i++) {
                int b = ByteAlphabet.byteOf(piece.charAt(i));
                if (b < 0) {
                    return piece.getBytes(StandardCharsets.UTF_8);
                }
                out.write(b);
            }
            return out.toByteArray();
        }
        Matcher single = BYTE_PIECE.matcher(piece);
        return single.matches()
                ? new byte[] {(byte) Integer.parseInt(single.group(1), 16)}
                : piece.replace('▁', ' ').getBytes(StandardCharsets.UTF_8);
    }

    /** Number of ids; they run from 0. */
    public int size() {
        return bytes.length;
    }

    /** Whether an id is a special token (BOS, padding and the like). Ids beyond the vocabulary are. */
    public boolean special(int id) {
        return id < 0 || id >= special.length || special[id];
    }

    /** The bytes that a token stands for; empty for an id outside the vocabulary. */
    public byte[] bytes(int id) {
        return id < 0 || id >= bytes.length ? NOTHING : bytes[id].clone();
    }

    /** The display string of one token. */
    public String text(int id) {
        return id < 0 || id >= bytes.length ? "⟨" + id + "⟩" : display(bytes[id]);
    }

    /**
     * Display strings of a sequence, one per token; characters split over tokens are shown where they end. A token of whole
     * characters and the beginning of another shows both: {@code M⟨C3⟩}, and the next one {@code ü}.
     */
    public List<String> texts(int... sequence) {
        List<String> texts = new ArrayList<>(sequence.length);
        byte[] open = NOTHING;
        for (int id : sequence) {
            byte[] piece = id < 0 || id >= bytes.length ? NOTHING : bytes[id];
            byte[] all = joined(open, piece);
            int whole = all.length - openEnd(all);
            String text = decode(Arrays.copyOf(all, whole));
            if (text == null || text.isEmpty()) {
                texts.add(text(id));
                open = text == null ? NOTHING : all;
            } else {
                open = Arrays.copyOfRange(all, whole, all.length);
                texts.add(open.length == 0 ? text : text + display(open));
            }
        }
        return texts;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** The id whose display string is this text. */
    public OptionalInt find(String text) {
        Integer id = ids.get(text);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private static String display(byte[] piece) {
        String text = decode(piece);
        if (text != null) {
            return text;
        }
        StringBuilder hex = new StringBuilder("⟨");
        for (int i = 0; i < piece.length; i++) {
            hex.append(i == 0 ? "" : " ").append(String.format("%02X", piece[i]));
        }
        return hex.append('⟩').toString();
    }

    /** Strict UTF-8, or null where the bytes are no whole characters. */
    private static @org.jspecify.annotations.Nullable String decode(byte[] piece) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(piece))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** How many bytes at the end could be the beginning of a character: a lead byte and too few continuation bytes. */
    private static int openEnd(byte[] piece) {
        for (int n = 1; n <= Math.min(3, piece.length); n++) {
            int lead = piece[piece.length - n] & 0xFF;
            if ((lead & 0xC0) != 0x80) {
                int needed = lead >= 0xF0 && lead < 0xF5
                        ? 4
                        : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
                return needed > n ? n : 0;
            }
        }
        return 0;
    }
}
