package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How often each token was measured, on even and on odd windows; grows with the largest token id. */
final class TokenCounts {

    private long[] even = {};
    private long[] odd = {};
    private long totalEven;
    private long totalOdd;

    void add(int token, boolean oddWindow) {
        if (token >= even.length) {
            int size = Math.max(token + 1, even.length * 2);
            even = Arrays.copyOf(even, size);
            odd = Arrays.copyOf(odd, size);
        }
        if (oddWindow) {
            odd[token]++;
            totalOdd++;
        } else {
            even[token]++;
            totalEven++;
        }
    }

    void merge(TokenCounts other) {
        int size = Math.max(even.length, other.even.length);
        even = Arrays.copyOf(even, size);
        odd = Arrays.copyOf(odd, size);
        for (int i = 0; i < other.even.length; i++) {
            even[i] += other.even[i];
            odd[i] += other.odd[i];
        }
        totalEven += other.totalEven;
        totalOdd += other.totalOdd;
    }

    long even(int token) {
        return token < even.length ? even[token] : 0;
    }

    long odd(int token) {
        return token < odd.length ? odd[token] : 0;
    }

    long totalEven() {
        return totalEven;
    }

    long totalOdd() {
        return totalOdd;
    }

    long total() {
        return totalEven + totalOdd;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(even.length);
        for (int i = 0; i < even.length; i++) {
            out.writeLong(even[i]);
            out.writeLong(odd[i]);
        }
        out.writeLong(totalEven);
        out.writeLong(totalOdd);
    }

    void read(DataInput in) throws IOException {
        int size = in.readInt();
        even = new long[size];
        odd = new long[size];
        for (int i = 0; i < size; i++) {
            even[i] = in.readLong();
            odd[i] = in.readLong();
        }
        totalEven = in.readLong();
        totalOdd = in.readLong();
    }
}
