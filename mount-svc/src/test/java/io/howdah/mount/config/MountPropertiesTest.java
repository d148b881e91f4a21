package io.howdah.mount.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class MountPropertiesTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void defaults() {
        context.withPropertyValues("howdah.mount.repository=/srv/repository").run(bound -> {
            var properties = bound.getBean(MountProperties.class);
            assertThat(properties.repository()).isEqualTo(Path.of("/srv/repository"));
            assertThat(properties.mountRoot()).isEqualTo(Path.of("/run/media/howdah"));
            assertThat(properties.writeCacheRoot()).isEqualTo(Path.of("/var/tmp/howdah"));
            assertThat(properties.writeCacheMinimum()).isEqualTo(DataSize.ofMegabytes(256));
            assertThat(properties.runDirectory()).isEqualTo(Path.of("/run/howdah"));

            var worker = properties.worker();
            assertThat(worker.jvmFlags()).isEmpty();
            assertThat(worker).isEqualTo(WorkerProperties.DEFAULTS);
            assertThat(worker.blockCache()).isEqualTo(DataSize.ofMegabytes(64));
            assertThat(worker.startTimeout()).isEqualTo(Duration.ofSeconds(60));
            assertThat(worker.stopTimeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(worker.syncTimeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(worker.answerTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(worker.spares()).isEqualTo(1);
            assertThat(worker.watchInterval()).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void everyPropertyCanBeSet() {
        context.withPropertyValues(
                        "howdah.mount.repository=repository",
                        "howdah.mount.write-cache-minimum=1GB",
                        "howdah.mount.worker.jvm-flags=-Xmx1g",
                        "howdah.mount.worker.start-timeout=5m")
                .run(bound -> {
                    var properties = bound.getBean(MountProperties.class);
                    assertThat(properties.repository()).isAbsolute();
                    assertThat(properties.writeCacheMinimum()).isEqualTo(DataSize.ofGigabytes(1));
                    assertThat(properties.worker().jvmFlags()).containsExactly("-Xmx1g");
                    assertThat(properties.worker().startTimeout()).isEqualTo(Duration.ofMinutes(5));
                });
    }

    @Test
    void refusesWhatCannotBe() {
        context.run(bound -> assertThat(bound).hasFailed());
        Map.of("worker.start-timeout", "0s", "worker.spares", "-1", "write-cache-minimum", "much")
                .forEach((name, value) -> context.withPropertyValues(
                                "howdah.mount.repository=/srv/repository", "howdah.mount." + name + "=" + value)
                        .run(bound -> assertThat(bound).as(name).hasFailed()));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MountProperties.class)
    static class Bound {}
}
