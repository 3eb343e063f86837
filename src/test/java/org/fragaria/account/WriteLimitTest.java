package org.fragaria.account;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.fragaria.problem.TooManyException;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriteLimitTest {

    @Test
    void soManyWithinAnyHourAndNoMore() {
        AtomicLong now = new AtomicLong();
        WriteLimit limit = new WriteLimit("labels", "some.setting", 2, now::get);
        limit.count("ann");
        now.set(1_800_000);
        limit.count("ann");
        assertThatThrownBy(() -> limit.count("ann"))
                .isInstanceOf(TooManyException.class)
                .hasMessage(
                        "At most 2 labels in an hour: the next one can come in 30 min. The setting some.setting says"
                                + " so.");
        assertThatCode(() -> limit.count("bob")).doesNotThrowAnyException();
        now.set(3_600_000);
        limit.count("ann");
        assertThatThrownBy(() -> limit.count("ann")).isInstanceOf(TooManyException.class);
    }
}
