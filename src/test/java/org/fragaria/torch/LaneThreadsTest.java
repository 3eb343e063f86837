package org.fragaria.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A lane uses one core, also after another thread has said how many its own operations use. */
class LaneThreadsTest {

    @Test
    void operationsOfALaneUseOneCore() throws Exception {
        int others = Torch.threads();
        ExecutorService lanes = Torch.singleCoreThreads(2);
        try {
            Torch.threads(2);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int lane = 0; lane < 8; lane++) {
                counts.add(lanes.submit(() -> {
                    try (NDManager manager = Torch.manager().newSubManager()) {
                        manager.zeros(new Shape(100, 1000)).add(1);
                    }
                    return Torch.threads();
                }));
            }
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isEqualTo(1);
            }
            assertThat(Torch.threads()).isEqualTo(2);
        } finally {
            lanes.shutdown();
            Torch.threads(others);
        }
    }
}
