package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The suite starts fast and stays small. */
@Tag("alone")
class ResourcesSystemTest {

    private static final List<String> SERVICES = List.of("mount-svc", "mover-svc", "recovery-svc", "api-gateway");
    private static final long SERVICE_KIB = 350 << 10;
    private static final long WORKER_KIB = 256 << 10;

    /**
     * CPU time of all services together. A start of 7 s on two cores takes a third of it; on machines that others use
     * too, the same work has been seen to take 38 s.
     */
    private static final Duration START = Duration.ofSeconds(60);

    @Test
    void startsFastAndStaysSmall() {
        try (Suite suite = Suite.start();
                SourceCluster source = SourceCluster.create()) {
            suite.launcher("down");
            Instant start = Instant.now();
            suite.launcher("up");
            Duration work = SERVICES.stream()
                    .map(service -> cpuTime(suite.pid(service)))
                    .reduce(Duration.ZERO, Duration::plus);
            System.out.printf("healthy after %s, with %s of CPU%n", Duration.between(start, Instant.now()), work);
            assertThat(work).isLessThan(START);

            SampleContent.create(source, 200_000);
            Api api = suite.api();
            Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
            api.backUp("shop", Map.of());
            JsonNode publication = api.publish(Map.of("cluster", "shop"));
            Database.of(publication, "postgres").contents();
            Database.of(publication, "shop").execute("VACUUM FULL orders");

            for (String service : SERVICES) {
                assertThat(residentKib(suite.pid(service)))
                        .as("resident KiB of %s", service)
                        .isLessThan(SERVICE_KIB);
            }
            Command.run(
                            "pgrep",
                            "-f",
                            "io.howdah.mount.worker.*" + publication.path("id").asString())
                    .lines()
                    .forEach(pid -> assertThat(residentKib(pid))
                            .as("resident KiB of worker %s", pid)
                            .isLessThan(WORKER_KIB));
            api.unpublish(publication);
        }
    }

    private static Duration cpuTime(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static long residentKib(String pid) {
        try {
            return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
