package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** All services die at once under a load on a publication: whoever works there notices nothing of it. */
@ExtendWith(SharedSuite.class)
@Tag("alone")
class OutageSystemTest {

    private static final int SECONDS = Thorough.count(30, 120);
    private static final double LONGEST_PAUSE = 1.0;

    @TempDir
    private Path logs;

    @Test
    void noErrorNoPauseAndManagedAgainAfterwards(Suite suite) throws Exception {
        try (SourceCluster source = SourceCluster.create()) {
            Command.run(
                    SourceCluster.bin("pgbench"),
                    "--initialize",
                    "--quiet",
                    "--scale=10",
                    "--host=127.0.0.1",
                    "--port=" + source.port(),
                    "--username=postgres",
                    "postgres");
            Api.accepted(suite.api().put("/api/v1/clusters/source", source.registration()));
            suite.api().backUp("source", Map.of());
            Publication publication = new Publication(suite.api().publish(Map.of("cluster", "source")));
            Process pgbench = pgbench(publication);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(logs.resolve("said")).contains("progress: 3"));

            suite.kill(List.of("mount-svc", "recovery-svc", "mover-svc", "api-gateway"));
            suite.revive();

            JsonNode now = Api.accepted(suite.api().get("/api/v1/publications/" + publication.id()));
            assertThat(now.path("state").asString()).isEqualTo("PUBLISHED");
            assertThat(now.path("writeCache").path("bytes").asLong()).isPositive();
            assertThat(pgbench.waitFor(SECONDS + 60L, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(logs.resolve("said"));
            assertThat(pgbench.exitValue()).as(said).isZero();
            assertThat(said).contains("number of failed transactions: 0").doesNotContain("error");
            assertNoPause(said);
            publication.amcheck();

            suite.api().unpublish(publication.json());
            assertThat(publication.mountPoint()).doesNotExist();
            assertThat(publication.writeCache()).doesNotExist();
            assertThat(publication.socketDirectory()).doesNotExist();
            assertThat(publication.processes()).isEmpty();
        }
    }

    private Process pgbench(Publication publication) throws IOException {
        Database database = publication.database("postgres");
        return new ProcessBuilder(
                        SourceCluster.bin("pgbench"),
                        "--client=4",
                        "--no-vacuum",
                        "--time=" + SECONDS,
                        "--progress=1",
                        "--log",
                        "--log-prefix=" + logs.resolve("transactions"),
                        "--host=" + database.host(),
                        "--port=" + database.port(),
                        "--username=postgres",
                        database.name())
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve("said").toFile())
                .start();
    }

    /** From the log of all transactions: the longest one, and the longest time in which none ended. */
    private void assertNoPause(String said) throws IOException {
        List<String[]> transactions;
        try (Stream<Path> files = Files.list(logs)) {
            transactions = files.filter(file -> file.getFileName().toString().startsWith("transactions"))
                    .flatMap(OutageSystemTest::lines)
                    .map(line -> line.split(" "))
                    .toList();
        }
        double slowest = transactions.stream()
                        .mapToLong(columns -> Long.parseLong(columns[2]))
                        .max()
                        .orElseThrow()
                / 1e6;
        double[] ends = transactions.stream()
                .mapToDouble(columns -> Long.parseLong(columns[4]) + Long.parseLong(columns[5]) / 1e6)
                .sorted()
                .toArray();
        double pause = 0;
        for (int i = 1; i < ends.length; i++) {
            pause = Math.max(pause, ends[i] - ends[i - 1]);
        }
        System.out.printf(
                "%d transactions in %.1f s, the slowest %.3f s, the longest pause %.3f s%n",
                ends.length, ends[ends.length - 1] - ends[0], slowest, pause);
        assertThat(pause).as(said).isLessThan(LONGEST_PAUSE);
        assertThat(slowest).as(said).isLessThan(LONGEST_PAUSE);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
