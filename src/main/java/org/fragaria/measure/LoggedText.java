package org.fragaria.measure;

import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * The text of an {@link ActivationLog} in memory, one number per measured token, which is the token's <i>slot</i>; and where
 * in the log the activations of each are. Memory: four numbers per token, and the {@link ContextTree}. Immutable once made;
 * the log's buffer moves, so not for several threads.
 */
final class LoggedText {

    private final IntBuffer log;
    private final ContextTree tree = new ContextTree();
    /** Per slot: its longest context times two, plus 1 on odd windows. */
    private final int[] contexts;

    private final int[] tokens;
    /** Per slot: position in its window times four, plus 0, 1 or 2 measured tokens directly before it. */
    private final int[] places;
    /** Per slot, where its activations begin in the log; then where those of the last end. */
    private final int[] begins;

    private final int[] windowNumbers;
    /** First slot of each window, in order. */
    private final int[] windowSlots;
    /** Activations in the log by feature. */
    private final int[] counts;

    private int vocabulary;
    private long oddTokens;

    LoggedText(ActivationLog activations, int dSae) {
        log = activations.read();
        int size = activations.tokens();
        contexts = new int[size];
        tokens = new int[size];
        places = new int[size];
        begins = new int[2 * size];
        windowNumbers = new int[activations.windows()];
        windowSlots = new int[windowNumbers.length];
        counts = new int[dSae];
        log.rewind();
        int slot = 0;
        for (int window = 0; window < windowNumbers.length; window++) {
            slot = readWindow(window, slot);
        }
    }

    private int readWindow(int window, int firstSlot) {
        windowNumbers[window] = log.get();
        windowSlots[window] = firstSlot;
        boolean odd = (windowNumbers[window] & 1) == 1;
        int size = log.get();
        int activations = log.get();
        int at = log.position() + 3 * size;
        for (int slot = firstSlot; slot < firstSlot + size; slot++) {
            tokens[slot] = log.get();
            places[slot] = log.get();
            begins[2 * slot] = at;
            at += 2 * log.get();
            begins[2 * slot + 1] = at;
            int before = places[slot] & 3;
            int one = before > 0 ? tokens[slot - 1] : ContextTree.NONE;
            int two = before > 1 ? tokens[slot - 2] : ContextTree.NONE;
            contexts[slot] = 2 * tree.count(tokens[slot], one, two, odd) + (odd ? 1 : 0);
            vocabulary = Math.max(vocabulary, tokens[slot] + 1);
            oddTokens += odd ? 1 : 0;
        }
        for (int i = 0; i < activations; i++) {
            counts[log.get()]++;
            log.get();
        }
        return firstSlot + size;
    }

    ContextTree tree() {
        return tree;
    }

    /** Number of slots. */
    int size() {
        return tokens.length;
    }

    /** Activations of a feature in the log. */
    int count(int feature) {
        return counts[feature];
    }

    int features() {
        return counts.length;
    }

    /** Greater than every token id in the log. */
    int vocabulary() {
        return vocabulary;
    }

    /** Slots on odd windows. */
    long oddTokens() {
        return oddTokens;
    }

    int token(int slot) {
        return tokens[slot];
    }

    /** The token directly before, or {@link ContextTree#NONE} where a document or window begins. */
    int previous(int slot) {
        return begins(slot) ? ContextTree.NONE : tokens[slot - 1];
    }

    /** Whether no measured token of its document stands directly before it. */
    boolean begins(int slot) {
        return (places[slot] & 3) == 0;
    }

    /** The longest context that ends in a slot. */
    int context(int slot) {
        return contexts[slot] >> 1;
    }

    /** Whether a slot is on an odd window, where things are scored that were fitted on even ones. */
    boolean odd(int slot) {
        return (contexts[slot] & 1) == 1;
    }

    /** Position of a slot in its window. */
    int position(int slot) {
        return places[slot] >> 2;
    }

    /** Number of the window of a slot. */
    int window(int slot) {
        int found = Arrays.binarySearch(windowSlots, slot);
        return windowNumbers[found >= 0 ? lastAt(found) : -found - 2];
    }

    /** Windows without a measured token begin at the same slot as the one after them. */
    private int lastAt(int window) {
        int last = window;
        while (last + 1 < windowSlots.length && windowSlots[last + 1] == windowSlots[window]) {
            last++;
        }
        return last;
    }

    /** How many activations a slot has. */
    int active(int slot) {
        return (begins[2 * slot + 1] - begins[2 * slot]) / 2;
    }

    /** The feature of an activation of a slot, counted from 0. */
    int feature(int slot, int number) {
        return log.get(begins[2 * slot] + 2 * number);
    }

    /** The value of an activation of a slot, counted from 0. */
    float value(int slot, int number) {
        return Float.intBitsToFloat(log.get(begins[2 * slot] + 2 * number + 1));
    }
}
