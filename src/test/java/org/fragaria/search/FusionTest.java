package org.fragaria.search;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FusionTest {

    @Test
    void whatTwoListsAgreeOnComesFirst() {
        assertThat(Fusion.fuse(List.of(List.of(1, 2, 3), List.of(4, 3, 5)))).containsExactly(3, 1, 4, 2, 5);
    }

    @Test
    void aListAloneKeepsItsOrder() {
        assertThat(Fusion.fuse(List.of(List.of(), List.of(9, 7, 8)))).containsExactly(9, 7, 8);
        assertThat(Fusion.fuse(List.of(List.of(), List.of()))).isEmpty();
    }
}
