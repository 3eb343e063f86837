package org.fragaria.intervention;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import org.fragaria.model.Address;
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

    @Test
    void everyWordOfALongOneIsRead() {
        Intervention read = read("""
                {"method":"cap","address":"embed","vector":[1,2],"low":-1,"strength":3,"positions":"range","from":2,"to":5}
                """);
        assertThat(read.method()).isEqualTo(Method.CAP);
        assertThat(read.low()).isEqualTo(-1);
        assertThat(read.strength()).isEqualTo(3);
        assertThat(read.scope().from()).isEqualTo(2);
        assertThat(read.scope().to()).isEqualTo(5);
        assertThat(read("{\"method\":\"cap\",\"address\":\"embed\",\"vector\":[1],\"low\":0}")
                        .strength())
                .isInfinite();
    }

    @Test
    void whatOnlyAServerKnowsIsRefused() {
        refused("{\"address\":\"embed\",\"vector\":[1],\"strength\":1,\"unit\":\"max\"}", "a measured source knows");
        refused("{\"address\":\"embed\",\"vector\":[1],\"method\":\"ablate_mean\",\"mean\":1}", "expected a feature");
        refused("{\"address\":\"embed\",\"vector\":[1],\"method\":\"ablate_mean\"}", "Key 'mean'");
        refused("{\"address\":\"embed\",\"vector\":[1],\"strength\":1,\"low\":0}", "only beside the method cap");
        refused("{\"address\":\"embed\",\"vector\":[1],\"method\":\"cap\",\"strength\":1,\"low\":2}", "not above");
        refused("{\"address\":\"embed\",\"vector\":[1],\"strength\":1,\"positions\":\"range\"}", "Key 'from'");
        refused("{\"address\":\"embed\",\"vector\":[1],\"strength\":1,\"where\":{\"feature\":1}}", "--dictionary");
        refused("{\"source\":\"2-res\",\"feature\":1,\"strength\":1}", "add --data");
    }

    @Test
    void aTokenIsNamedWithOrWithoutItsSpace() {
        List<String> tokens = List.of("owl", " owl", "\n", "owls", " ");
        assertThat(TokenMatches.of(List.of("owl"), 5, tokens::get)).containsExactlyInAnyOrder(0, 1);
        assertThat(TokenMatches.of(List.of(" owl"), 5, tokens::get)).containsExactly(1);
        assertThat(TokenMatches.of(List.of("\n", "owls"), 5, tokens::get)).containsExactlyInAnyOrder(2, 3);
        assertThatThrownBy(() -> TokenMatches.of(List.of("owl", "Owl"), 5, tokens::get))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining("[Owl]");
    }

    /** What is not known yet when the pass comes to the change cannot be its condition. */
    @Test
    void aConditionIsReadBeforeTheChangeOrAtIt() {
        assertThat(Address.parse("embed").notAfter(Address.parse("resid_pre.0")))
                .isTrue();
        assertThat(Address.parse("resid_post.1").notAfter(Address.parse("resid_post.1")))
                .isTrue();
        assertThat(Address.parse("mlp_out.1").notAfter(Address.parse("attn_out.1")))
                .isFalse();
        assertThat(Address.parse("final_norm").notAfter(Address.parse("resid_post.7")))
                .isFalse();
    }

    private static Intervention read(String json) {
        return new InterventionReader(Optional.empty()).read(json).getFirst();
    }

    private static void refused(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining(reason);
    }
}
