package io.howdah.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GatewayPropertiesTest {

    @Test
    void defaults() {
        var source = new MapConfigurationPropertySource(Map.of(
                "howdah.gateway.token-file", "/h/token",
                "howdah.gateway.recovery-url", "http://127.0.0.1:8081",
                "howdah.gateway.swagger-ui-version", "5.0.0"));

        assertThat(new Binder(source)
                        .bind("howdah.gateway", GatewayProperties.class)
                        .get())
                .isEqualTo(new GatewayProperties(
                        Path.of("/h/token"),
                        URI.create("http://127.0.0.1:8081"),
                        List.of(URI.create("http://127.0.0.1:8081")),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        "5.0.0"));
    }
}
