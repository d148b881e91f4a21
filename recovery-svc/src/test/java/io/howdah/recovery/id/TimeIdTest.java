package io.howdah.recovery.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeIdTest {

    @Test
    void namesTheSecondAndSortsByIt() {
        Instant time = Instant.parse("2026-11-21T01:30:00.999Z");
        assertThat(TimeId.at(time)).matches("20261121t013000-[a-z2-7]{6}").isNotEqualTo(TimeId.at(time));
        assertThat(TimeId.at(time)).isLessThan(TimeId.at(time.plusSeconds(1)));
    }
}
