package org.fragaria.model;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LocatedTest {

    private static final String TEXT = "Señor Müller: « où est l'été ? » 🍓 the end, café";

    @Test
    void tokensStandWhereTheTextSaysTheyDo() {
        for (String model : List.of("llama-tiny", "gpt2-tiny")) {
            try (Tokenizer tokenizer = Tokenizer.open(Path.of("src/test/resources/model", model))) {
                Tokenizer.Located located = tokenizer.locate(TEXT);
                assertThat(located.ids()).isEqualTo(tokenizer.encode(TEXT));
                List<String> pieces = tokenizer.vocabulary().texts(located.ids());
                int checked = 0;
                for (int i = 0; i < located.ids().length; i++) {
                    if (tokenizer.special(located.ids()[i])) {
                        assertThat(located.to()[i]).isZero();
                    } else if (!pieces.get(i).contains("⟨")) {
                        String there = TEXT.substring(located.from()[i], located.to()[i]);
                        assertThat(there.strip())
                                .as(model + " " + i)
                                .isEqualTo(pieces.get(i).strip());
                        checked++;
                    }
                }
                assertThat(checked).isGreaterThan(15);
                assertThat(located.to()[located.to().length - 1]).isEqualTo(TEXT.length());
            }
        }
    }
}
