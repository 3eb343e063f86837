package org.fragaria.search;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MeaningTest {

    private static Meaning meaning;

    @BeforeAll
    static void open() {
        meaning = Meaning.open();
    }

    @AfterAll
    static void close() {
        meaning.close();
    }

    private static double cosine(String a, String b) {
        float[] x = meaning.of(a);
        float[] y = meaning.of(b);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * (double) y[i];
        }
        return sum;
    }

    @Test
    void likeMeaningsPointAlike() {
        double alike = cosine("dogs and puppies", "young canine animals");
        double other = cosine("dogs and puppies", "the French parliament voted on taxes");
        System.out.printf("cosines: alike %.3f, unrelated %.3f%n", alike, other);
        // 0.598 is what LangChain4j's own encoder gives for this pair with the same files
        assertThat(alike).isCloseTo(0.598, within(0.01));
        assertThat(other).isLessThan(0.2);
        assertThat(cosine("someone does not tell the truth", "this speaker is lying"))
                .isGreaterThan(0.4);
    }

    @Test
    void aVectorHasLengthOneAndDependsOnItsTextAlone() {
        float[] first = meaning.of("strawberry");
        meaning.of("something else entirely, and longer");
        assertThat(meaning.of("strawberry")).isEqualTo(first);
        assertThat(cosine("strawberry", "strawberry")).isCloseTo(1, within(1e-5));
    }

    @Test
    void anyTextHasAMeaning() {
        for (String text :
                new String[] {"", " ", "\u200b", "\u202e", "🍓", "\0", "x".repeat(100_000), "a b ".repeat(50_000)}) {
            assertThat(meaning.of(text)).hasSize(Meaning.WIDTH).doesNotContain(Float.NaN);
        }
    }

    @Test
    void aComputedLabelMeansItsTokens() {
        assertThat(LabelText.sense("tokens: ‘ strawberry’, ‘ berry’; after ‘ the’", "offline"))
                .isEqualTo("strawberry, berry, the");
        assertThat(LabelText.sense("The ‘it’ of a story", "human")).isEqualTo("The ‘it’ of a story");
        assertThat(LabelText.sense("nothing quoted", "offline")).isEqualTo("nothing quoted");
    }
}
