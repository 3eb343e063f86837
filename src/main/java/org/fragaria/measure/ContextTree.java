package org.fragaria.measure;

import java.util.Arrays;

/**
 * Every context in a text, as nodes of a tree: the current token, then with the token before it, then with the two before it.
 * A node knows how often it occurs on even windows, where tables are fitted, and on odd ones, where they are scored. Memory:
 * at most about 110 bytes per token of text, if all contexts differ.
 */
final class ContextTree {

    /** No parent; also stands for "no token before it that belongs to its document and window". */
    static final int NONE = -1;

    /** Contexts of the longest kind have this many tokens. */
    static final int DEPTH = 3;

    private int size;
    private int[] parent = new int[1024];
    private int[] even = new int[1024];
    private int[] odd = new int[1024];
    private byte[] length = new byte[1024];
    private long[] keys = new long[4096];
    /** Node + 1 of the key, 0 for none; at most half full. */
    private int[] nodes = new int[4096];

    /**
     * Counts one occurrence of a token.
     *
     * @param before the token before it, or {@link #NONE}
     * @param twoBefore the one before that, or {@link #NONE}
     * @return the node of its longest context
     */
    int count(int token, int before, int twoBefore, boolean oddWindow) {
        int one = child(NONE, token);
        int two = child(one, before);
        int three = child(two, twoBefore);
        int[] counts = oddWindow ? odd : even;
        counts[one]++;
        counts[two]++;
        counts[three]++;
        return three;
    }

    /** The node of a context made longer by the token before it, or {@link #NONE} if that never occurs. */
    int node(int of, int token) {
        return nodes[find(key(of, token))] - 1;
    }

    private static long key(int of, int token) {
        return (long) (of + 1) << Integer.SIZE | (token + 1) & 0xFFFFFFFFL;
    }

    private int child(int of, int token) {
        long key = key(of, token);
        int at = find(key);
        if (nodes[at] != 0) {
            return nodes[at] - 1;
        }
        if (2 * size >= nodes.length) {
            rehash();
            at = find(key);
        }
        if (size == parent.length) {
            int room = size * 2;
            parent = Arrays.copyOf(parent, room);
            even = Arrays.copyOf(even, room);
            odd = Arrays.copyOf(odd, room);
            length = Arrays.copyOf(length, room);
        }
        parent[size] = of;
        length[size] = (byte) (of == NONE ? 1 : length[of] + 1);
        keys[at] = key;
        nodes[at] = ++size;
        return size - 1;
    }

    private int find(long key) {
        int mask = nodes.length - 1;
        int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (nodes[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void rehash() {
        long[] oldKeys = keys;
        int[] oldNodes = nodes;
        keys = new long[oldKeys.length * 2];
        nodes = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNodes[i] != 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                nodes[at] = oldNodes[i];
            }
        }
    }

    /** Number of nodes; a parent has a lower number than its children. */
    int size() {
        return size;
    }

    /** The context without its first token, or {@link #NONE} for a single token. */
    int parent(int node) {
        return parent[node];
    }

    /** Tokens of the context, 1 to {@value #DEPTH}. */
    int length(int node) {
        return length[node];
    }

    /** Occurrences on even windows. */
    int even(int node) {
        return even[node];
    }

    /** Occurrences on odd windows. */
    int odd(int node) {
        return odd[node];
    }
}
