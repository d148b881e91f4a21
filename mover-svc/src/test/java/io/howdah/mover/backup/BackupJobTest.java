package io.howdah.mover.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.FreePorts;
import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Backup jobs of the service as it runs in production, from its own bindump listener, and reading back what they
 * stored.
 */
class BackupJobTest {

    private static SourceCluster source;
    private static MoverProcess mover;

    @BeforeAll
    static void start() {
        source = SourceCluster.start();
        source.sql("create table t as select generate_series(1, 500000) as n, md5(random()::text) as s");
        source.sql("create role backup login replication password 'right'");
        source.sql("create role nobody login password 'right'");
        mover = MoverProcess.start(Map.of());
        register(mover);
    }

    private static void register(MoverProcess mover) {
        MoverProcess.Answer registered = mover.put(
                "/clusters/c1",
                Map.of(
                        "dataDirectory", source.data().toString(),
                        "port", source.port(),
                        "socketDirectory", source.home().toString(),
                        "user", "postgres"));
        assertThat(registered.status()).as("%s", registered.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        if (mover != null) {
            mover.close();
        }
        source.close();
    }

    @Test
    void overTheUnixSocketIntoTheRepositoryAndOutAgain() {
        long before = System.nanoTime();
        MoverProcess.Answer job = mover.put("/backup-jobs/b1", spec(Map.of()));
        assertThat(job.status()).as("%s", job.body()).isEqualTo(200);
        MoverProcess.Answer done = outcome("b1");
        System.getLogger("timing")
                .log(
                        System.Logger.Level.INFO,
                        "backup took {0} ms: {1}",
                        Duration.ofNanos(System.nanoTime() - before).toMillis(),
                        done.body());
        assertThat(done.text("state")).as("%s %s", done.body(), mover.log()).isEqualTo("COMPLETED");
        assertThat(done.body().path("backup").path("id").asString()).isEqualTo("b1");
        assertThat(done.body().path("backup").path("corruptPages").asLong()).isZero();
        assertThat(done.body().path("bytesDone").asLong())
                .isEqualTo(done.body().path("bytesTotal").asLong())
                .isGreaterThan(20_000_000);
        assertThat(done.body().path("backup").path("storedBytes").asLong()).isPositive();

        assertThat(mover.put("/backup-jobs/b1", spec(Map.of())).text("state")).isEqualTo("COMPLETED");
        assertThat(mover.put("/backup-jobs/b1", spec(Map.of("label", "x"))).text("code"))
                .isEqualTo("BACKUP_JOB_DIFFERS");
        assertThat(mover.get("/repository/clusters/c1/backups").body()).hasSize(1);
        assertThat(mover.delete("/backup-jobs/b1").status()).isEqualTo(204);
        assertThat(mover.get("/backup-jobs/b1").text("code")).isEqualTo("BACKUP_JOB_NOT_FOUND");
        assertThat(mover.put("/backup-jobs/b1", spec(Map.of())).text("code")).isEqualTo("BACKUP_EXISTS");
        assertThat(source.sql("select count(*) from pg_replication_slots")).isEqualTo("0");

        assertThat(mover.delete("/repository/clusters/c1/backups/b1").status()).isEqualTo(204);
        assertThat(mover.get("/repository/clusters/c1/backups").body()).isEmpty();
        assertThat(mover.delete("/repository/clusters/c1/backups/b1").status()).isEqualTo(204);
    }

    @Test
    void aBackupIsCheckedForRunningHere() {
        mover.put("/backup-jobs/k1", spec(Map.of()));
        assertThat(outcome("k1").text("state")).isEqualTo("COMPLETED");
        var fine = mover.post("/instance-checks", Map.of("cluster", "c1", "backupId", "k1"));
        assertThat(fine.body().path("problems")).as("%s", fine.body()).isEmpty();
        assertThat(fine.text("binDirectory")).isEqualTo(Programs.BIN.toString());
        var several = mover.post(
                "/instance-checks",
                Map.of("cluster", "c1", "backupId", "k1", "osUser", "daemon", "port", source.port()));
        assertThat(several.body().path("problems").findValuesAsString("code"))
                .containsExactly("OS_USER_MISMATCH", "PORT_OCCUPIED");
        var unknown = mover.post("/instance-checks", Map.of("cluster", "c1", "backupId", "none"));
        assertThat(unknown.body().path("problems").findValuesAsString("code")).containsExactly("BACKUP_NOT_FOUND");
        mover.delete("/repository/clusters/c1/backups/k1");
    }

    @Test
    void aBackupIsReadBackAndWhatIsDamagedIsNamed() throws IOException {
        mover.put("/backup-jobs/v1", spec(Map.of()));
        assertThat(outcome("v1").text("state")).isEqualTo("COMPLETED");
        Map<String, Object> verification = Map.of("cluster", "c1", "backupId", "v1");
        assertThat(mover.put("/verification-jobs/j1", verification).status()).isEqualTo(200);
        MoverProcess.Answer intact = ended("/verification-jobs/j1");
        assertThat(intact.text("state")).isEqualTo("COMPLETED");
        assertThat(intact.body().path("damages")).isEmpty();
        assertThat(intact.body().path("bytesDone").asLong())
                .isEqualTo(intact.body().path("bytesTotal").asLong())
                .isGreaterThan(20_000_000);
        assertThat(mover.put("/verification-jobs/j1", Map.of("cluster", "c1", "backupId", "other"))
                        .text("code"))
                .isEqualTo("VERIFICATION_DIFFERS");

        Path blocks = mover.home().resolve("repository/clusters/c1/backups/v1/blocks-1.cborseq");
        try (RandomAccessFile file = new RandomAccessFile(blocks.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int present = file.read();
            file.seek(file.length() / 2);
            file.write(present ^ 1);
        }
        mover.put("/verification-jobs/j2", verification);
        MoverProcess.Answer damaged = ended("/verification-jobs/j2");
        assertThat(damaged.text("state")).isEqualTo("COMPLETED");
        assertThat(damaged.body().path("damages")).isNotEmpty();
        assertThat(damaged.body().path("damages").get(0).path("message").asString())
                .contains("backup v1", "blocks-1.cborseq");

        assertThat(mover.put("/verification-jobs/j3", Map.of("cluster", "c1", "backupId", "none"))
                        .text("code"))
                .isEqualTo("BACKUP_NOT_FOUND");
        for (String id : List.of("j1", "j2", "j3")) {
            assertThat(mover.delete("/verification-jobs/" + id).status()).isEqualTo(204);
        }
        assertThat(mover.get("/verification-jobs/j1").text("code")).isEqualTo("VERIFICATION_NOT_FOUND");
        assertThat(mover.delete("/repository/clusters/c1/backups/v1").status()).isEqualTo(204);
    }

    /** Whoever opens a pipe for reading waits for somebody who writes to it. */
    @Test
    void aVerificationIsGoneOnWithAfterACrash() throws IOException, InterruptedException {
        mover.put("/backup-jobs/v2", spec(Map.of("workers", 1)));
        assertThat(outcome("v2").text("state")).isEqualTo("COMPLETED");
        Path blocks = mover.home().resolve("repository/clusters/c1/backups/v2/blocks-1.cborseq");
        Path aside = Files.move(blocks, blocks.resolveSibling("aside"));
        assertThat(new ProcessBuilder("mkfifo", blocks.toString()).start().waitFor())
                .isZero();
        Map<String, Object> verification = Map.of("cluster", "c1", "backupId", "v2");
        assertThat(mover.put("/verification-jobs/j4", verification).text("state"))
                .isEqualTo("RUNNING");
        mover.kill();
        Files.move(aside, blocks, StandardCopyOption.REPLACE_EXISTING);
        mover.startAgain();

        MoverProcess.Answer interrupted = mover.get("/verification-jobs/j4");
        assertThat(interrupted.text("state")).isEqualTo("FAILED");
        assertThat(interrupted.body().path("error").path("code").asString()).isEqualTo("VERIFICATION_INTERRUPTED");
        assertThat(mover.put("/verification-jobs/j4", verification).status()).isEqualTo(200);
        MoverProcess.Answer done = ended("/verification-jobs/j4");
        assertThat(done.text("state")).as("%s", done.body()).isEqualTo("COMPLETED");
        assertThat(done.body().path("damages")).isEmpty();
        assertThat(mover.delete("/verification-jobs/j4").status()).isEqualTo(204);
        assertThat(mover.delete("/repository/clusters/c1/backups/v2").status()).isEqualTo(204);
    }

    @Test
    void theHostSaysWhatItHas() {
        var host = mover.get("/host");
        assertThat(host.text("osUser")).isEqualTo(Programs.SERVER_USER);
        assertThat(host.body().path("bindumpPort").asInt()).isEqualTo(mover.bindumpPort());
        assertThat(host.body().path("postgresInstallations").findValuesAsString("major"))
                .contains("15");
        assertThat(host.body().path("freeSpace").findValuesAsString("path"))
                .containsExactly(mover.home().resolve("repository").toString(), "/var/tmp", "/tmp");
    }

    @Test
    void overTcpWithAPassword() {
        Map<String, Object> right = Map.of(
                "cluster",
                "c1",
                "host",
                "127.0.0.1",
                "port",
                mover.bindumpPort(),
                "user",
                "backup",
                "password",
                "right");
        mover.put("/backup-jobs/b2", spec(Map.of("source", right, "workers", 3)));
        MoverProcess.Answer done = outcome("b2");
        assertThat(done.text("state")).as("%s", done.body()).isEqualTo("COMPLETED");
        mover.delete("/repository/clusters/c1/backups/b2");

        Map<String, Object> wrong = new HashMap<>(right);
        wrong.put("password", "wrong");
        assertThat(failure("b3", Map.of("source", wrong)).path("code").asString())
                .isEqualTo("SOURCE_LOGIN_FAILED");
        Map<String, Object> powerless = new HashMap<>(right);
        powerless.put("user", "nobody");
        assertThat(failure("b4", Map.of("source", powerless)).path("code").asString())
                .isEqualTo("SOURCE_ROLE_NOT_PERMITTED");
        Map<String, Object> unknown = new HashMap<>(right);
        unknown.put("cluster", "none");
        assertThat(failure("b5", Map.of("source", unknown)).path("code").asString())
                .isIn("SOURCE_CLUSTER_UNKNOWN", "SOURCE_LOGIN_FAILED");
        Map<String, Object> closed = new HashMap<>(right);
        closed.put("port", FreePorts.one());
        assertThat(failure("b6", Map.of("source", closed)).path("code").asString())
                .isEqualTo("SOURCE_UNREACHABLE");
        assertThat(mover.log()).doesNotContain("right'").doesNotContain("password=right");
    }

    @Test
    void whatIsNotPossibleIsRefused() {
        assertThat(mover.put("/backup-jobs/b7", spec(Map.of("type", "INCREMENTAL")))
                        .text("code"))
                .isEqualTo("INCREMENTAL_NOT_AVAILABLE");
        assertThat(mover.put("/backup-jobs/b7", spec(Map.of("colour", "red"))).text("code"))
                .isEqualTo("UNKNOWN_FIELD");
        assertThat(mover.put("/backup-jobs/b7", spec(Map.of("workers", 65))).text("code"))
                .isEqualTo("INVALID_VALUE");
    }

    /** The cluster is big enough to be caught in the middle when it is compressed slowly by one worker. */
    @Test
    void aRunningOneExcludesOthersAndCanBeStopped() {
        Map<String, Object> slow = slow();
        mover.put("/backup-jobs/b8", spec(slow));
        assertThat(mover.put("/backup-jobs/b9", spec(Map.of())).text("code")).isEqualTo("BACKUP_RUNNING");
        assertThat(mover.delete("/backup-jobs/b8").status()).isEqualTo(204);
        assertThat(mover.get("/backup-jobs/b8").status()).isEqualTo(404);
        assertThat(mover.home().resolve("repository/clusters/c1/backups/b8")).doesNotExist();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> source.sql("select count(*) from pg_replication_slots"), "0"::equals);
    }

    @Test
    void aCrashedMoverFailsItsJobAndStartsItAnew() {
        mover.put("/backup-jobs/b10", spec(slow()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        mover.get("/backup-jobs/b10").body().path("bytesDone").asLong() > 0);
        mover.kill();
        mover.startAgain();
        MoverProcess.Answer failed = mover.get("/backup-jobs/b10");
        assertThat(failed.text("state")).isEqualTo("FAILED");
        assertThat(failed.body().path("error").path("code").asString()).isEqualTo("BACKUP_INTERRUPTED");
        assertThat(mover.home().resolve("repository/clusters/c1/backups/b10")).doesNotExist();
        mover.put("/backup-jobs/b10", spec(slow()));
        assertThat(outcome("b10").text("state")).isEqualTo("COMPLETED");
        mover.delete("/repository/clusters/c1/backups/b10");
    }

    private static Map<String, Object> slow() {
        return Map.of("workers", 1, "compression", Map.of("algorithm", "ZLIB", "level", 5));
    }

    private static tools.jackson.databind.JsonNode failure(String id, Map<String, Object> changes) {
        mover.put("/backup-jobs/" + id, spec(changes));
        MoverProcess.Answer outcome = outcome(id);
        assertThat(outcome.text("state")).as("%s", outcome.body()).isEqualTo("FAILED");
        assertThat(mover.home().resolve("repository/clusters/c1/backups/" + id)).doesNotExist();
        mover.delete("/backup-jobs/" + id);
        return outcome.body().path("error");
    }

    private static MoverProcess.Answer outcome(String id) {
        return ended("/backup-jobs/" + id);
    }

    private static MoverProcess.Answer ended(String job) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> mover.get(job), answer -> !answer.text("state").equals("RUNNING"));
    }

    private static Map<String, Object> spec(Map<String, Object> changes) {
        Map<String, Object> spec = new HashMap<>(Map.of(
                "cluster",
                "c1",
                "source",
                Map.of("cluster", "c1", "user", "postgres"),
                "type",
                "FULL",
                "compression",
                Map.of("algorithm", "ZSTD", "level", 1),
                "verifyChecksums",
                true));
        spec.putAll(changes);
        return spec;
    }
}
