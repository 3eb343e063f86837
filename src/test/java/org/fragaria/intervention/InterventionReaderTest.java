package org.fragaria.intervention;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InterventionReaderTest {

    @Test
    void aVectorCanBeClampedAtTheLastToken() {
        Intervention read = new InterventionReader(Optional.empty()).read("""
                        {"method":"clamp","address":"resid_post.1","vector":[0,2],"strength":-1.5,"positions":"last"}
                        """).getFirst();
        assertThat(read.scope().positions()).isEqualTo(Positions.LAST);
        Readout readout = read.readout();
        assertThat(readout).isNotNull();
        // h·w / w·w
        assertThat(readout.activations(new float[] {7, 3, 7, -4}, 2)).containsExactly(1.5f, -2f);
        assertThat(read.scope().includes(4, 5, 7, false)).isTrue();
        assertThat(read.scope().includes(5, 5, 7, false)).isFalse();
    }

    @Test
    void unknownPositionsAreRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> new InterventionReader(Optional.empty())
                        .read("{\"address\":\"embed\",\"vector\":[1],\"strength\":1,\"positions\":\"first\"}"))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("last");
    }
}
