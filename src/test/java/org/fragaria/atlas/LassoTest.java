package org.fragaria.atlas;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.fragaria.problem.InvalidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The line around features: what it holds, and which lines are none. */
class LassoTest {

    /** Open to the right, like a C. */
    private static final Lasso HOLLOW = Lasso.read("0,0,1,0,1,0.2,0.3,0.2,0.3,0.8,1,0.8,1,1,0,1");

    @ParameterizedTest
    @CsvSource({"0.1,0.5,true", "0.6,0.5,false", "0.6,0.1,true", "0.6,0.9,true", "1.1,0.1,false", "-0.1,0.5,false"})
    void hollowLineHoldsWhatItGoesAround(double x, double y, boolean inside) {
        assertThat(HOLLOW.holds(x, y)).isEqualTo(inside);
    }

    @Test
    void noTextIsNoLine() {
        assertThat(Lasso.read(null).drawn()).isFalse();
        assertThat(Lasso.read(" ").drawn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2", "0,0,1,1", "0,0,1,1,0", "a,b,c,d,e,f", "0,0,1,0,1,1e9", "0,0,1,0,,1", "0;0;1;0;1;1"})
    void whatIsNoLineIsRefused(String text) {
        assertThatThrownBy(() -> Lasso.read(text))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("x,y,x,y");
    }

    @Test
    void endlessLineIsRefused() {
        assertThatThrownBy(() -> Lasso.read("0,0,".repeat(500) + "1,1")).isInstanceOf(InvalidException.class);
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.5", "1.5,1.5", "3.14159,3.14", "1e-7,1e-7", "-0.3,-0.3"})
    void upperHalfOfAFloatIsNearEnough(float value, float about) {
        float back = Float.intBitsToFloat(MapBytes.bfloat16(value) << 16);
        assertThat(back).isCloseTo(about, org.assertj.core.data.Offset.offset(Math.abs(about) / 128));
        assertThat(Float.intBitsToFloat(MapBytes.bfloat16(Float.NaN) << 16)).isNaN();
    }
}
