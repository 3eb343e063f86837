package org.fragaria.model;

import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

import org.fragaria.torch.Linear;

/** What the attention reads, projected to queries {@code [b, t, H·e]}, keys and values {@code [b, t, K·e]}. */
sealed interface Projection {

    NDList apply(NDArray read);

    List<Linear> layers();

    /** One product whose output is queries, keys and values as equal thirds. */
    record Fused(Linear all) implements Projection {
        @Override
        public NDList apply(NDArray read) {
            return all.apply(read).split(3, 2);
        }

        @Override
        public List<Linear> layers() {
            return List.of(all);
        }
    }

    /** Three products. */
    record Separate(Linear q, Linear k, Linear v) implements Projection {
        @Override
        public NDList apply(NDArray read) {
            return new NDList(q.apply(read), k.apply(read), v.apply(read));
        }

        @Override
        public List<Linear> layers() {
            return List.of(q, k, v);
        }
    }
}
