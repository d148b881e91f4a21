package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.replication.LogSequenceNumber;
import tools.jackson.databind.JsonNode;

/** The WAL of real clusters on its way into the repository, whatever ends meanwhile. */
@ExtendWith(SharedSuite.class)
class WalSystemTest {

    private static final Duration MOST_THAT_IS_LOST = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMinutes(2);

    private static Suite suite;
    private static Api api;

    @BeforeAll
    static void start(Suite shared) {
        suite = shared;
        api = suite.api();
    }

    @Test
    void aKilledSourceLosesNoCommitThatIsOlderThanFiveSeconds() throws InterruptedException {
        try (SourceCluster source = SourceCluster.create()) {
            register("killed", source);
            streamingOn("killed");
            api.backUp("killed", Map.of());
            CommitLog log = new CommitLog(source.database("postgres"));
            Thread writer = Thread.ofPlatform().start(log);
            Instant first = Instant.now();
            await().atMost(SOON)
                    .until(() -> log.commits().stream()
                            .anyMatch(commit ->
                                    commit.acknowledgedAt().isAfter(first.plus(MOST_THAT_IS_LOST.multipliedBy(2)))));

            Instant killedAt = Instant.now();
            source.kill();
            LogSequenceNumber archived = end(window("killed"));
            writer.join();
            List<CommitLog.Commit> old = log.commits().stream()
                    .filter(commit -> commit.acknowledgedAt().isBefore(killedAt.minus(MOST_THAT_IS_LOST)))
                    .toList();
            List<CommitLog.Commit> missing = log.commits().stream()
                    .filter(commit -> commit.end().compareTo(archived) > 0)
                    .toList();
            System.out.printf(
                    "%d commits, %d of them older than %s when the source was killed; %d are not archived, the oldest %s ms old%n",
                    log.commits().size(),
                    old.size(),
                    MOST_THAT_IS_LOST,
                    missing.size(),
                    missing.isEmpty()
                            ? "-"
                            : Duration.between(missing.getFirst().acknowledgedAt(), killedAt)
                                    .toMillis());
            assertThat(old).isNotEmpty().noneMatch(missing::contains);
            api.await(streaming("killed"), "INTERRUPTED", Set.of());

            source.start();
            api.await(streaming("killed"), "STREAMING", Set.of());
            awaitArchived("killed", commit(source));
            assertThat(window("killed").path("gaps")).isEmpty();
            streamingOff("killed", source);
        }
    }

    @Test
    void aMoverThatIsAwayLosesNothingButWhatTheServerHasRemovedMeanwhile() throws IOException {
        try (SourceCluster source = SourceCluster.create("min_wal_size = '32MB'", "max_wal_size = '64MB'")) {
            register("patient", source);
            suite.kill("mover-svc");
            JsonNode waiting = Api.accepted(api.put(streaming("patient"), Map.of()));
            assertThat(waiting.path("state").asString()).isEqualTo("INTERRUPTED");
            assertThat(waiting.path("error").path("code").asString()).isEqualTo("AGENT_UNREACHABLE");
            suite.revive();
            api.await(streaming("patient"), "STREAMING", Set.of());
            JsonNode backup = api.backUp("patient", Map.of());
            awaitArchived("patient", commit(source));

            suite.kill("mover-svc");
            loseSlot(source);
            suite.revive();
            api.await(streaming("patient"), "STREAMING", Set.of());
            commit(source);
            JsonNode gap = await().atMost(SOON)
                    .until(() -> window("patient").path("gaps").path(0), found -> found.has("toLsn"));
            assertThat(gap.path("from").asString()).isNotEmpty();
            assertThat(gap.has("to")).as("nothing behind it can be reached yet").isFalse();
            JsonNode after = api.backUp("patient", Map.of());
            assertThat(window("patient").path("gaps").path(0).path("to").asString())
                    .isEqualTo(after.path("stoppedAt").asString());

            assertThat(api.delete("/api/v1/clusters/patient").code()).isEqualTo("CLUSTER_IN_USE");
            streamingOff("patient", source);
            Path archive = suite.repository().resolve("clusters/patient/wal/00000001");
            long before = files(archive);
            delete("/api/v1/backups/" + backup.path("id").asString());
            assertThat(files(archive))
                    .as("WAL before the oldest backup goes with it")
                    .isLessThan(before);
            assertThat(window("patient").path("gaps")).isEmpty();
            delete("/api/v1/backups/" + after.path("id").asString());
            delete("/api/v1/clusters/patient");
            assertThat(archive).doesNotExist();
        }
    }

    @Test
    void theServerPushesByItself() throws IOException {
        String header = suite.home().resolve("state/mover-svc/wal-push.header").toString();
        String url = suite.url("mover-svc") + "/wal/pushed/";
        try (SourceCluster source = SourceCluster.create(
                "archive_mode = on",
                "archive_command = 'curl -fsS --max-time 300 -H @" + header + " -T %p " + url + "%f'")) {
            register("pushed", source);
            api.backUp("pushed", Map.of());
            LogSequenceNumber end = commit(source);
            String segment = source.database("postgres").value("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
            source.database("postgres").execute("SELECT pg_switch_wal()");
            await().atMost(SOON).until(() -> end(window("pushed")).compareTo(end) >= 0);

            Path file = source.data().resolve("pg_wal").resolve(segment);
            Path other = Files.createTempFile("howdah-segment", "");
            byte[] content = Files.readAllBytes(file);
            content[5000]++;
            Files.write(other, content);
            assertThat(push(header, file, url + segment)).isEqualTo("204");
            assertThat(push(header, other, url + segment)).isEqualTo("409");
            Files.delete(other);
            assertThat(end(window("pushed"))).isGreaterThanOrEqualTo(end);
        }
    }

    private static void register(String cluster, SourceCluster source) {
        Api.accepted(api.put("/api/v1/clusters/" + cluster, source.registration()));
    }

    private static String streaming(String cluster) {
        return "/api/v1/clusters/" + cluster + "/wal-streaming";
    }

    private static void streamingOn(String cluster) {
        Api.accepted(api.put(streaming(cluster), Map.of()));
        api.await(streaming(cluster), "STREAMING", Set.of());
    }

    private static void streamingOff(String cluster, SourceCluster source) {
        Api.accepted(api.delete(streaming(cluster)));
        api.await(streaming(cluster), "OFF", Set.of());
        assertThat(source.database("postgres").value("SELECT count(*) FROM pg_replication_slots"))
                .isEqualTo("0");
    }

    private static void delete(String path) {
        assertThat(api.delete(path).status()).as(path).isEqualTo(204);
    }

    private static JsonNode window(String cluster) {
        return Api.accepted(api.get("/api/v1/clusters/" + cluster + "/recovery-window"));
    }

    /** Of what can be reached. */
    private static LogSequenceNumber end(JsonNode window) {
        return LogSequenceNumber.valueOf(
                window.path("timelines").path(0).path("toLsn").asString());
    }

    /** Returns a position that is not before the end of the commit. */
    private static LogSequenceNumber commit(SourceCluster source) {
        Database postgres = source.database("postgres");
        postgres.execute("CREATE TABLE IF NOT EXISTS t (n int)", "INSERT INTO t VALUES (1)");
        return LogSequenceNumber.valueOf(postgres.value("SELECT pg_current_wal_flush_lsn()"));
    }

    private static void awaitArchived(String cluster, LogSequenceNumber end) {
        await().atMost(SOON).until(() -> end(window(cluster)).compareTo(end) >= 0);
    }

    /** The server drops the slot and then removes WAL that was not received. */
    private static void loseSlot(SourceCluster source) {
        Database postgres = source.database("postgres");
        await().atMost(SOON)
                .until(() -> postgres.value("SELECT count(*) FROM pg_replication_slots WHERE active")
                        .equals("0"));
        String next = postgres.value("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        postgres.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        await().atMost(SOON).until(() -> {
            commit(source);
            postgres.execute("SELECT pg_switch_wal()", "CHECKPOINT");
            return postgres.value("SELECT count(*) FROM pg_ls_waldir() WHERE name = '" + next + "'")
                    .equals("0");
        });
    }

    private static long files(Path directory) {
        return Long.parseLong(
                Command.run("sh", "-c", "ls " + directory + " | wc -l").strip());
    }

    private static String push(String header, Path segment, String url) {
        return Command.run(
                "curl",
                "-sS",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-H",
                "@" + header,
                "-T",
                segment.toString(),
                url);
    }
}
