package org.fragaria.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What lasts in a row of activations: for each token the mean over the last few tokens up to it. A text that begins anew is
 * not told from one that goes on, so for some tokens the mean reaches into the text before. The thought that what lasts is
 * worth a dictionary's own features is that of slow feature analysis (Wiskott and Sejnowski 2002).
 */
final class SlowMeans {

    private SlowMeans() {}

    /**
     * Means of rows in their order.
     *
     * @param rows {@code [n, d]} float32, one a token
     * @param length over how many tokens, fewer at the beginning
     * @return {@code [n, d]} in the manager of the rows
     */
    static NDArray of(NDArray rows, int length) {
        NDManager manager = rows.getManager();
        long n = rows.getShape().get(0);
        NDArray sum = rows.duplicate();
        for (int back = 1; back < Math.min(length, n); back++) {
            try (NDManager scratch = manager.newSubManager()) {
                NDArray to = sum.get(back + ":");
                NDArray from = rows.get(":" + (n - back));
                to.attach(scratch);
                from.attach(scratch);
                to.addi(from);
            }
        }
        try (NDManager scratch = manager.newSubManager()) {
            float[] shares = new float[(int) n];
            for (int i = 0; i < n; i++) {
                shares[i] = 1f / Math.min(i + 1, length);
            }
            sum.muli(scratch.create(shares).reshape(n, 1));
        }
        return sum;
    }
}
