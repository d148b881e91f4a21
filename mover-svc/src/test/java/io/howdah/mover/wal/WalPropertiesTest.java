package io.howdah.mover.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Pins the defaults that operators rely on. */
class WalPropertiesTest {

    @Test
    void defaults() {
        assertThat(new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("howdah.mover.wal", WalProperties.class))
                .isEqualTo(new WalProperties(
                        Path.of(".howdah/state/mover-svc/wal"),
                        Path.of(".howdah/state/mover-svc/wal-push.header"),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10)));
    }
}
