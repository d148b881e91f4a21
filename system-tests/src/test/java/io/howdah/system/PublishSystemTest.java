package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A backup is published, compared, written to, restarted and taken away again. */
@ExtendWith(SharedSuite.class)
class PublishSystemTest {

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static Map<String, String> contentsAtBackup;
    private static JsonNode backup;

    @BeforeAll
    static void backUp(Suite shared) {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create("shared_buffers = '32MB'");
        SampleContent.create(source);
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        contentsAtBackup = source.database("postgres").contents();
        backup = api.backUp("shop", Map.of());
        source.database("shop")
                .execute(
                        "UPDATE orders SET note = 'changed after the backup' WHERE id % 2 = 0",
                        "DROP TABLE items", "CREATE TABLE later (n int)");
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @Test
    void everyTableEqualsTheSourceAtTheBackup() {
        JsonNode publication = api.publish(Map.of("backupId", backup.path("id").asString()));
        try {
            assertThat(Database.of(publication, "postgres").contents()).isEqualTo(contentsAtBackup);
            assertThat(Database.of(publication, "shop").value("SELECT count(*) FROM scratch"))
                    .as("an unlogged table comes up empty, as after any recovery")
                    .isEqualTo("0");
            assertThat(Database.of(publication, "postgres").value("SHOW recovery_init_sync_method"))
                    .as("one call in place of one for each file of the mount")
                    .isEqualTo("syncfs");
            assertThat(publication.path("timings").path("total").asLong()).isPositive();
            Checks.amcheck(publication);
            stop(publication);
            Command.runAs(
                    OsUsers.postgres(),
                    SourceCluster.bin("pg_checksums"),
                    "--check",
                    "-D",
                    publication.path("dataDirectory").asString());
        } finally {
            api.unpublish(publication);
        }
    }

    @Test
    void heavyWritingSurvivesARestartAndNeverTouchesTheRepository() {
        Map<Path, String> before = digests(suite.repository());
        JsonNode publication = api.publish(Map.of("cluster", "shop"));
        try {
            Database shop = Database.of(publication, "shop");
            shop.execute(
                    "UPDATE orders SET customer = customer + 1",
                    "DELETE FROM orders WHERE id % 10 = 0",
                    "VACUUM FULL orders",
                    "TRUNCATE parts",
                    "INSERT INTO parts SELECT n, 'north' FROM generate_series(1, 1000) n",
                    "CREATE TABLE big AS SELECT n, md5(n::text) AS v FROM generate_series(1, 700000) n",
                    "SET maintenance_work_mem = '16MB'",
                    "CREATE INDEX big_v ON big (v)",
                    "REINDEX DATABASE shop",
                    "VACUUM ANALYZE");
            assertThat(Long.parseLong(shop.value("SELECT pg_relation_size('big_v')")))
                    .as("the index is larger than shared_buffers")
                    .isGreaterThan(32L << 20);
            Database.of(publication, "postgres")
                    .execute("CREATE DATABASE born TEMPLATE shop", "DROP DATABASE \"odd name, 1\"");
            Map<String, String> written = Database.of(publication, "postgres").contents();

            restart(publication);

            assertThat(Database.of(publication, "postgres").contents()).isEqualTo(written);
            Checks.amcheck(publication);
            stop(publication);
            Command.runAs(
                    OsUsers.postgres(),
                    SourceCluster.bin("pg_checksums"),
                    "--check",
                    "-D",
                    publication.path("dataDirectory").asString());
        } finally {
            api.unpublish(publication);
        }
        assertThat(digests(suite.repository())).isEqualTo(before);
    }

    @Test
    void twoPublicationsDoNotSeeEachOthersChanges() {
        JsonNode one = api.publish(Map.of("cluster", "shop"));
        try {
            JsonNode other = api.publish(Map.of("cluster", "shop"));
            try {
                Database.of(one, "shop").execute("UPDATE orders SET note = 'one'", "CREATE TABLE only_one (n int)");
                Database.of(other, "shop").execute("UPDATE orders SET note = 'other'", "CHECKPOINT");
                Database.of(one, "shop").execute("CHECKPOINT");
                assertThat(Database.of(one, "shop").value("SELECT DISTINCT note FROM orders"))
                        .isEqualTo("one");
                assertThat(Database.of(other, "shop").value("SELECT DISTINCT note FROM orders"))
                        .isEqualTo("other");
                assertThat(Database.of(other, "shop").value("SELECT to_regclass('only_one') IS NULL"))
                        .isEqualTo("t");
            } finally {
                api.unpublish(other);
            }
        } finally {
            api.unpublish(one);
        }
    }

    @Test
    void theSessionSaysWhoAskedAndWhatWasDone() {
        JsonNode session = Api.accepted(
                api.get("/api/v1/sessions/" + backup.path("sessionId").asString()));
        assertThat(session.path("initiator").asString()).startsWith("token@");
        assertThat(session.path("state").asString()).isEqualTo("SUCCEEDED");
        JsonNode progress = session.path("progress");
        assertThat(progress.path("bytesDone").asLong())
                .isPositive()
                .isEqualTo(progress.path("bytesTotal").asLong());
        assertThat(session.path("steps").valueStream())
                .isNotEmpty()
                .allMatch(step -> step.path("state").asString().equals("SUCCEEDED"));
    }

    @Test
    void aBackupThatIsPublishedCannotBeDeleted() {
        JsonNode publication = api.publish(Map.of("cluster", "shop"));
        try {
            Api.Answer refused =
                    api.delete("/api/v1/backups/" + backup.path("id").asString());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("BACKUP_IN_USE");
        } finally {
            api.unpublish(publication);
        }
    }

    private static void stop(JsonNode publication) {
        pgCtl(publication, "stop");
    }

    private static void restart(JsonNode publication) {
        pgCtl(publication, "restart");
    }

    private static void pgCtl(JsonNode publication, String what) {
        Command.runAs(
                OsUsers.postgres(),
                SourceCluster.bin("pg_ctl"),
                what,
                "-w",
                "-s",
                "-m",
                "fast",
                "-D",
                publication.path("dataDirectory").asString(),
                "-l",
                "/dev/null");
    }

    /** SHA-256 of every file, but for the locks that say who reads. */
    private static Map<Path, String> digests(Path directory) {
        Map<Path, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().contains("lock"))
                    .forEach(file -> digests.put(directory.relativize(file), sha256(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(digests).isNotEmpty();
        return digests;
    }

    private static String sha256(Path file) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
