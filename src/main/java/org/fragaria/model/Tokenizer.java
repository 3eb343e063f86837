package org.fragaria.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.fragaria.problem.InvalidException;
import org.fragaria.problem.NotFoundException;

/**
 * Text to token ids and back, by the model's own {@code tokenizer.json} (Hugging Face's tokenizers library). The rule
 * for the beginning-of-sequence token (BOS) comes from the files: {@code add_bos_token} of {@code
 * tokenizer_config.json}, else whether the post-processor of {@code tokenizer.json} adds it. Safe for any thread.
 */
public final class Tokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final Vocabulary vocabulary;
    private final OptionalInt bos;
    private final boolean addsBos;

    private Tokenizer(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary, OptionalInt bos, boolean addsBos) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.bos = bos;
        this.addsBos = addsBos;
    }

    /**
     * Opens the tokenizer of a model.
     *
     * @param folder the model's folder
     * @throws NotFoundException if {@code tokenizer.json} is missing
     * @throws InvalidException if it cannot be read
     */
    public static Tokenizer open(Path folder) {
        Path path = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(path)) {
            throw new NotFoundException("Tokenizer missing: expected " + path
                    + ". Put the model's tokenizer.json there; a model saved by transformers has one"
                    + " (tokenizer.save_pretrained).");
        }
        JsonFile json = JsonFile.read(path);
        Vocabulary vocabulary = Vocabulary.of(json);
        Optional<JsonFile> config = JsonFile.readIfPresent(folder.resolve("tokenizer_config.json"));
        OptionalInt bos = bos(folder, config, vocabulary);
        boolean byTemplate = bos.isPresent()
                && json.root()
                        .path("post_processor")
                        .toString()
                        .contains("\"SpecialToken\":{\"id\":\"" + vocabulary.text(bos.getAsInt()) + "\"");
        boolean addsBos = bos.isPresent()
                && config.map(c -> c.truthOr(byTemplate, "add_bos_token")).orElse(byTemplate);
        try {
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(path)
                    .optAddSpecialTokens(false)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
            return new Tokenizer(tokenizer, vocabulary, bos, addsBos);
        } catch (IOException | RuntimeException e) {
            throw new InvalidException(path + " is no tokenizer that can be read: " + e.getMessage(), e);
        }
    }

    private static OptionalInt bos(Path folder, Optional<JsonFile> config, Vocabulary vocabulary) {
        JsonNode named = config.map(c -> c.root().path("bos_token")).orElse(MissingNode.getInstance());
        if (named.isTextual() || named.isObject()) {
            return vocabulary.find(named.isObject() ? named.path("content").asText() : named.asText());
        }
        JsonNode id = JsonFile.readIfPresent(folder.resolve("config.json"))
                .map(c -> c.root().path("bos_token_id"))
                .orElse(MissingNode.getInstance());
        return id.isInt() && id.intValue() < vocabulary.size() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
    }

    /** Token ids of a text, with BOS in front where the model's files ask for it. */
    public int[] encode(String text) {
        return encode(text, addsBos);
    }

    /**
     * Token ids of a text.
     *
     * @param withBos whether BOS comes first; ignored by models that have none
     * @throws InvalidException if the text holds half a surrogate pair, which is no character
     */
    public int[] encode(String text, boolean withBos) {
        requireWhole(text);
        return withBos(tokenizer.encode(text).getIds(), withBos);
    }

    /**
     * A text in tokens, and where in the text each stands.
     *
     * @param ids token ids, BOS first where the model's files ask for it
     * @param from first character of each token, a UTF-16 index; 0 for BOS
     * @param to one past its last character; 0 for BOS. Tokens that share a character have overlapping stretches
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Located(int[] ids, int[] from, int[] to) {}

    /**
     * Token ids of a text with their places in it, with BOS in front where the model's files ask for it.
     *
     * @throws InvalidException as {@link #encode(String, boolean)}
     */
    public Located locate(String text) {
        requireWhole(text);
        Encoding encoding = tokenizer.encode(text);
        int[] ids = withBos(encoding.getIds(), addsBos);
        int[] from = new int[ids.length];
        int[] to = new int[ids.length];
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] utf16 = utf16(text);
        int shift = ids.length - spans.length;
        for (int i = 0; i < spans.length; i++) {
            CharSpan span = spans[i];
            if (span != null) {
                from[i + shift] = utf16[span.getStart()];
                to[i + shift] = utf16[span.getEnd()];
            }
        }
        return new Located(ids, from, to);
    }

    /** UTF-16 index of every Unicode code point of a text, and of its end: the tokenizer counts code points. */
    private static int[] utf16(String text) {
        int[] at = new int[text.codePointCount(0, text.length()) + 1];
        for (int i = 1; i < at.length; i++) {
            at[i] = text.offsetByCodePoints(at[i - 1], 1);
        }
        return at;
    }

    private static void requireWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidException("The text is broken at character " + i + ": half a surrogate pair (U+"
                        + Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT) + "). Send valid Unicode.");
            }
        }
    }

    private int[] withBos(long[] found, boolean withBos) {
        int shift = withBos && bos.isPresent() ? 1 : 0;
        int[] ids = new int[found.length + shift];
        if (shift == 1) {
            ids[0] = bos.getAsInt();
        }
        for (int i = 0; i < found.length; i++) {
            ids[i + shift] = (int) found[i];
        }
        return ids;
    }

    /** The text that token ids stand for, special tokens left out. */
    public String decode(int... ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }

    /** The beginning-of-sequence token, if the model has one. */
    public OptionalInt bos() {
        return bos;
    }

    /** Whether the model's files put BOS before every text. */
    public boolean addsBos() {
        return addsBos;
    }

    /** Whether an id is a special token. */
    public boolean special(int id) {
        return vocabulary.special(id);
    }

    /** What the ids stand for. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
