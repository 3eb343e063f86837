package org.fragaria.pretraining;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level vocabulary learned from text by merging the most frequent pair again and again (Sennrich et al. 2016): id 0
 * is {@value #START}, 1 to 256 are the bytes in order, then one id per merge. Immutable but for a cache of words; used by
 * one thread at a time.
 */
final class BytePairs {

    /** Begins every document, and so ends the one before it. */
    static final String START = "<|endoftext|>";

    static final int START_ID = 0;

    private static final int FIRST_MERGE = 257;

    private final List<Pair> merges;
    private final Map<Pair, Integer> ranks = new HashMap<>();
    private final List<byte[]> bytes = new ArrayList<>();
    private final Map<String, int[]> known = new HashMap<>();

    /** Two neighbouring ids. */
    record Pair(int left, int right) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return left != other.left ? Integer.compare(left, other.left) : Integer.compare(right, other.right);
        }
    }

    private static final class Word {
        private int[] ids;
        private final long count;

        Word(int[] ids, long count) {
            this.ids = ids;
            this.count = count;
        }
    }

    BytePairs(List<Pair> merges) {
        this.merges = List.copyOf(merges);
        bytes.add(START.getBytes(StandardCharsets.UTF_8));
        for (int b = 0; b < 256; b++) {
            bytes.add(new byte[] {(byte) b});
        }
        for (Pair pair : merges) {
            ranks.put(pair, bytes.size());
            byte[] left = bytes.get(pair.left());
            byte[] right = bytes.get(pair.right());
            byte[] both = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, both, left.length, right.length);
            bytes.add(both);
        }
    }

    /**
     * Learns a vocabulary. Of pairs that are equally frequent the one with the smaller ids is merged, so that the same
     * texts give the same vocabulary.
     *
     * @param words how often each piece of the text occurs
     * @param size ids in all; fewer if no pair is left
     */
    static BytePairs learn(Map<String, Long> words, int size) {
        List<Word> all = new ArrayList<>();
        words.forEach((text, count) -> all.add(new Word(byteIds(text), count)));
        List<Pair> merges = new ArrayList<>();
        while (FIRST_MERGE + merges.size() < size) {
            Pair best = mostFrequent(all);
            if (best == null) {
                break;
            }
            int id = FIRST_MERGE + merges.size();
            all.forEach(w -> w.ids = merged(w.ids, best, id));
            merges.add(best);
        }
        return new BytePairs(merges);
    }

    private static @org.jspecify.annotations.Nullable Pair mostFrequent(List<Word> words) {
        Map<Pair, Long> counts = new HashMap<>();
        for (Word word : words) {
            for (int i = 0; i + 1 < word.ids.length; i++) {
                counts.merge(new Pair(word.ids[i], word.ids[i + 1]), word.count, Long::sum);
            }
        }
        Pair best = null;
        long most = 0;
        for (Map.Entry<Pair, Long> entry : counts.entrySet()) {
            long count = entry.getValue();
            if (best == null || count > most || (count == most && entry.getKey().compareTo(best) < 0)) {
                best = entry.getKey();
                most = count;
            }
        }
        return best;
    }

    private static int[] byteIds(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 1 + (utf8[i] & 0xFF);
        }
        return ids;
    }

    private static int[] merged(int[] ids, Pair pair, int id) {
        int[] shorter = new int[ids.length];
        int length = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean here = i + 1 < ids.length && ids[i] == pair.left() && ids[i + 1] == pair.right();
            shorter[length++] = here ? id : ids[i];
            i += here ? 1 : 0;
        }
        return length == ids.length ? ids : Arrays.copyOf(shorter, length);
    }

    /** Token ids of a text, without the start token. */
    int[] encode(String text) {
        List<String> pieces = WordSplitter.split(text);
        int[][] parts = new int[pieces.size()][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = known.computeIfAbsent(pieces.get(i), this::encodeWord);
            length += parts[i].length;
        }
        int[] ids = new int[length];
        int at = 0;
        for (int[] part : parts) {
            System.arraycopy(part, 0, ids, at, part.length);
            at += part.length;
        }
        return ids;
    }

    private int[] encodeWord(String word) {
        int[] ids = byteIds(word);
        while (true) {
            int first = Integer.MAX_VALUE;
            Pair pair = null;
            for (int i = 0; i + 1 < ids.length; i++) {
                Pair here = new Pair(ids[i], ids[i + 1]);
                Integer rank = ranks.get(here);
                if (rank != null && rank < first) {
                    first = rank;
                    pair = here;
                }
            }
            if (pair == null) {
                return ids;
            }
            ids = merged(ids, pair, first);
        }
    }

    /** The merges, in the order in which they were learned. */
    List<Pair> merges() {
        return merges;
    }

    /** Number of ids. */
    int size() {
        return bytes.size();
    }

    /** The bytes that a token stands for. */
    byte[] bytes(int id) {
        return bytes.get(id).clone();
    }

    /** How many bytes a token stands for. */
    int length(int id) {
        return bytes.get(id).length;
    }
}
