package org.fragaria.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.fragaria.engine.ActivationReader;
import org.fragaria.model.Address;
import org.fragaria.model.LanguageModel;
import org.fragaria.model.Tokenizer;
import org.fragaria.problem.InvalidException;
import org.fragaria.torch.Torch;
import org.fragaria.village.Concept;
import org.fragaria.village.Document;
import org.fragaria.village.Span;

/**
 * Documents in tokens, with the concepts of every token. Special tokens (BOS) are read by the model but not counted; the
 * counted tokens of all documents are numbered one after another, and these numbers are the rows of everything measured.
 * Immutable.
 */
final class LabelledTexts {

    private static final int BATCH = 32;

    /**
     * One document.
     *
     * @param ids token ids, BOS included, at most the model's context
     * @param firstRow row of its first counted token
     * @param skipped special tokens before it
     * @param concepts numbers of the concepts of each counted token, {@code [row − firstRow][]}, rising
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(Document document, int[] ids, int firstRow, int skipped, int[][] concepts) {}

    private final List<Text> texts;
    private final int rows;
    private final int concepts;

    private LabelledTexts(List<Text> texts, int rows, int concepts) {
        this.texts = texts;
        this.rows = rows;
        this.concepts = concepts;
    }

    /**
     * Reads every other document until there are enough tokens.
     *
     * @param first number of the first document: 0 and 1 give sets that share none
     * @param tokens counted tokens wanted
     */
    static LabelledTexts read(
            LongFunction<Document> documents, long first, long tokens, LanguageModel model, List<Concept> concepts) {
        Map<String, Integer> numbers = new HashMap<>();
        concepts.forEach(c -> numbers.put(c.id(), numbers.size()));
        List<Text> texts = new ArrayList<>();
        int rows = 0;
        for (long number = first; rows < tokens; number += 2) {
            Text text = label(documents.apply(number), model, numbers, rows);
            rows += text.concepts().length;
            texts.add(text);
            if (texts.size() > 1000 + tokens) {
                throw new InvalidException("After " + texts.size() + " documents there are only " + rows + " tokens of "
                        + tokens + ": the documents are empty.");
            }
        }
        return new LabelledTexts(List.copyOf(texts), rows, concepts.size());
    }

    private static Text label(Document document, LanguageModel model, Map<String, Integer> numbers, int firstRow) {
        Tokenizer tokenizer = model.tokenizer();
        Tokenizer.Located located = tokenizer.locate(document.text());
        int length = Math.min(located.ids().length, model.config().contextLength());
        int skipped = length > 0 && tokenizer.special(located.ids()[0]) ? 1 : 0;
        int[][] concepts = new int[length - skipped][];
        for (int t = 0; t < concepts.length; t++) {
            concepts[t] = at(document, located.from()[t + skipped], located.to()[t + skipped], numbers);
        }
        return new Text(document, Arrays.copyOf(located.ids(), length), firstRow, skipped, concepts);
    }

    private static int[] at(Document document, int from, int to, Map<String, Integer> numbers) {
        return document.spans().stream()
                .filter(span -> numbers.containsKey(span.concept()) && meets(document.text(), span, from, to))
                .mapToInt(span -> numbers.get(span.concept()))
                .distinct()
                .sorted()
                .toArray();
    }

    /** Whether a span and a token share a character that is not white space. */
    private static boolean meets(String text, Span span, int from, int to) {
        for (int i = Math.max(from, span.from()); i < Math.min(to, span.to()); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The documents. */
    List<Text> texts() {
        return texts;
    }

    /** Number of counted tokens. */
    int rows() {
        return rows;
    }

    /** Number of concepts that were looked for. */
    int concepts() {
        return concepts;
    }

    /** Concepts of every row, {@code [row][]}. */
    int[][] labels() {
        int[][] labels = new int[rows][];
        texts.forEach(text -> System.arraycopy(text.concepts(), 0, labels, text.firstRow(), text.concepts().length));
        return labels;
    }

    /** Token ids of every row. */
    int[] ids() {
        int[] ids = new int[rows];
        texts.forEach(
                text -> System.arraycopy(text.ids(), text.skipped(), ids, text.firstRow(), text.concepts().length));
        return ids;
    }

    /** The tensor at an address for every row, {@code [row · width]}. */
    float[] activations(LanguageModel model, Address address) {
        ActivationReader reader = new ActivationReader(model, address);
        int width = reader.width();
        float[] found = new float[Math.multiplyExact(rows, width)];
        // texts of one length beside each other, so that little of a batch is padding
        List<Text> sorted = texts.stream()
                .sorted(Comparator.comparingInt(text -> text.ids().length))
                .toList();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            List<Text> batch = sorted.subList(from, Math.min(sorted.size(), from + BATCH));
            try (NDManager manager = Torch.manager().newSubManager()) {
                NDArray x = reader.read(manager, batch.stream().map(Text::ids).toArray(int[][]::new));
                copy(batch, x.toFloatArray(), width, found);
            }
        }
        return found;
    }

    private static void copy(List<Text> batch, float[] x, int width, float[] found) {
        int length = x.length / batch.size();
        for (int b = 0; b < batch.size(); b++) {
            Text text = batch.get(b);
            System.arraycopy(
                    x,
                    b * length + text.skipped() * width,
                    found,
                    text.firstRow() * width,
                    text.concepts().length * width);
        }
    }
}
