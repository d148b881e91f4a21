package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.Validation;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BindumpPropertiesTest {

    @Test
    void hasDefaults() throws Exception {
        assertThat(bound(Map.of()))
                .isEqualTo(new BindumpProperties(
                        5499, InetAddress.getByName("127.0.0.1"), null, null, null, Duration.ofSeconds(60), 100, 500));
    }

    @Test
    void takesWhatIsConfigured() throws Exception {
        assertThat(bound(Map.of(
                        "howdah.mover.bindump.port", "5500",
                        "howdah.mover.bindump.listen-address", "0.0.0.0",
                        "howdah.mover.bindump.certificate", "/c",
                        "howdah.mover.bindump.private-key", "/k",
                        "howdah.mover.bindump.socket-directory", "/s",
                        "howdah.mover.bindump.authentication-timeout", "5s",
                        "howdah.mover.bindump.max-connections", "7",
                        "howdah.mover.bindump.max-unauthenticated", "8")))
                .isEqualTo(new BindumpProperties(
                        5500,
                        InetAddress.getByName("0.0.0.0"),
                        Path.of("/c"),
                        Path.of("/k"),
                        Path.of("/s"),
                        Duration.ofSeconds(5),
                        7,
                        8));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> bound(Map.of("howdah.mover.bindump.authentication-timeout", "soon")))
                .isInstanceOf(BindException.class);
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            assertThat(factory.getValidator()
                            .validate(new BindumpProperties(
                                    -1,
                                    InetAddress.getLoopbackAddress(),
                                    Path.of("/c"),
                                    null,
                                    null,
                                    Duration.ZERO,
                                    0,
                                    0)))
                    .hasSize(5);
        }
    }

    private static BindumpProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("howdah.mover.bindump", BindumpProperties.class);
    }
}
