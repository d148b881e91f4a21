package io.howdah.recovery.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionPropertiesTest {

    @Test
    void pausesDoubleUpToTheLongest() {
        var properties = new SessionProperties(10, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(1));
        List<Long> seconds = IntStream.rangeClosed(1, 10)
                .mapToObj(retry -> properties.pauseBefore(retry).toSeconds())
                .toList();
        assertThat(seconds).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L, 300L);
    }
}
