package io.howdah.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.copy.CopyProperties;
import io.howdah.mover.instance.InstanceProperties;
import io.howdah.mover.verification.VerificationProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** Pins the defaults that operators rely on. */
class PropertiesTest {

    @Test
    void defaults() {
        Binder nothing = new Binder(new MapConfigurationPropertySource(Map.of()));
        assertThat(nothing.bindOrCreate("howdah.mover", MoverProperties.class))
                .isEqualTo(new MoverProperties(Path.of(".howdah/repository"), DataSize.ofMegabytes(256)));
        assertThat(nothing.bindOrCreate("howdah.mover.instance", InstanceProperties.class))
                .isEqualTo(new InstanceProperties(
                        Path.of(".howdah/run/instances"),
                        Path.of(".howdah/logs/instances"),
                        "127.0.0.1",
                        null,
                        15432,
                        16431,
                        null,
                        Duration.ofSeconds(25),
                        Duration.ofHours(12),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(8)));
        assertThat(nothing.bindOrCreate("howdah.mover.copy", CopyProperties.class))
                .isEqualTo(new CopyProperties(null, Duration.ofSeconds(5), Duration.ofSeconds(60)));
        assertThat(nothing.bindOrCreate("howdah.mover.verification", VerificationProperties.class))
                .isEqualTo(new VerificationProperties(null, Duration.ofSeconds(5), Duration.ofSeconds(60)));
    }
}
