package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.cluster.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class BindumpHealthIndicatorTest {

    @Test
    void isDownWhenNobodyAcceptsConnections() {
        LocalCluster none = new LocalCluster("none", Path.of("/nowhere"), 1, null, "postgres", null);
        try (TestListener bindump = TestListener.start(none)) {
            var health = new BindumpHealthIndicator(bindump.listener);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);

            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("bindump-accept"))
                    .forEach(Thread::interrupt);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> health.health().getStatus().equals(Status.DOWN));
            assertThat(health.health().getDetails()).containsEntry("code", "BINDUMP_NOT_LISTENING");
        }
    }
}
