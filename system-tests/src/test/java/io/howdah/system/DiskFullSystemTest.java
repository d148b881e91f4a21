package io.howdah.system;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Write caches and the repository lie on small disks of their own, which get full. */
class DiskFullSystemTest {

    private static final String DISK_FULL = "53100";
    private static final int RESERVE_MB = 16;

    private static SmallDisk caches;
    private static SmallDisk repository;
    private static SourceCluster source;
    private static Suite suite;
    private static Api api;
    private static JsonNode backup;

    @BeforeAll
    static void start() {
        SmallDisk.obstacle().ifPresent(obstacle -> assumeTrue(false, obstacle));
        caches = SmallDisk.create(320);
        repository = SmallDisk.create(320);
        Command.run("chown", OsUsers.postgres(), repository.mountPoint().toString());
        String backups = repository.mountPoint().resolve("repository").toString();
        source = SourceCluster.create(
                "shared_buffers = '32MB'", "max_wal_size = '48MB'", "min_wal_size = '32MB'", "wal_recycle = on");
        source.database("postgres").execute("CREATE DATABASE shop");
        source.database("shop")
                .execute(
                        "CREATE TABLE orders AS SELECT n AS id, md5(n::text) || md5((-n)::text) AS note FROM generate_series(1, 200000) n",
                        "ALTER TABLE orders ADD PRIMARY KEY (id)",
                        "CREATE TABLE acknowledged (n bigint PRIMARY KEY)",
                        "CHECKPOINT");
        suite = Suite.start(
                Launcher.own(),
                Map.of(
                        "HOWDAH_MOUNT_WRITECACHEROOT",
                        caches.mountPoint().resolve("caches").toString(),
                        "HOWDAH_MOUNT_WRITECACHEMINIMUM",
                        "16MB",
                        "HOWDAH_MOVER_REPOSITORY",
                        backups,
                        "HOWDAH_MOUNT_REPOSITORY",
                        backups,
                        "HOWDAH_MOVER_REPOSITORYRESERVE",
                        RESERVE_MB + "MB",
                        "HOWDAH_MOVER_COPY_CHECKPOINTINTERVAL",
                        "20ms",
                        "HOWDAH_MOVER_COPY_WORKERS",
                        "1"));
        api = suite.api();
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        backup = api.backUp("shop", Map.of());
    }

    @AfterAll
    static void takeAway() {
        for (AutoCloseable made : new AutoCloseable[] {suite, source, caches, repository}) {
            if (made != null) {
                close(made);
            }
        }
    }

    private static void close(AutoCloseable made) {
        try {
            made.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPublishedInstanceOutlivesAFullDisk() throws SQLException {
        JsonNode publication = api.publish(Map.of("backupId", backup.path("id").asString()));
        try {
            Database shop = Database.of(publication, "shop");
            long acknowledged = 0;
            caches.fill(4 << 20);
            acknowledged = tablesCannotGrow(shop, acknowledged);
            caches.empty();
            shop.execute(bulk("after"));
            shop.execute("DROP TABLE after", "CHECKPOINT");

            caches.fillUp();
            acknowledged = walCannotGrow(shop, acknowledged);
            caches.empty();

            Awaitility.await("the instance is back")
                    .atMost(2, MINUTES)
                    .ignoreExceptions()
                    .until(() -> shop.value("SELECT 1").equals("1"));
            assertThat(shop.value("SELECT max(n) - count(*) FROM acknowledged"))
                    .as("rows that are missing")
                    .isEqualTo("0");
            assertThat(Long.parseLong(shop.value("SELECT max(n) FROM acknowledged")))
                    .isGreaterThanOrEqualTo(acknowledged);
            shop.execute(
                    "UPDATE orders SET note = upper(note) WHERE id % 3 = 0", "INSERT INTO acknowledged VALUES (0)");
            assertThat(shop.value("SELECT count(*) FROM orders")).isEqualTo("200000");
            Checks.amcheck(publication);
            Checks.checksums(publication);
        } finally {
            caches.empty();
            api.unpublish(publication);
        }
    }

    /** Not logged, so that the table meets the full disk and not the WAL. */
    private static String bulk(String table) {
        return "CREATE UNLOGGED TABLE " + table
                + " AS SELECT n, repeat(md5(n::text), 20) AS v FROM generate_series(1, 60000) n";
    }

    private static long tablesCannotGrow(Database shop, long acknowledged) throws SQLException {
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            long n = acknowledged;
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> statement.execute(bulk("big")))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo(DISK_FULL))
                        .hasMessageContaining("could not extend file");
                statement.execute("INSERT INTO acknowledged VALUES (" + ++n + ")");
            }
            return n;
        }
    }

    /** Small commits, and messages of a megabyte between them that only the WAL has to hold, until the server falls. */
    private static long walCannotGrow(Database shop, long acknowledged) {
        long n = acknowledged;
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            for (int messages = 0; messages < 500; messages++) {
                statement.execute("INSERT INTO acknowledged VALUES (" + (n + 1) + ")");
                n++;
                statement.execute("SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1048576))");
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).matches("08...|57P..|" + DISK_FULL);
            return n;
        }
        throw new AssertionError("500 MB of WAL fit on a full disk");
    }

    @Test
    void aBackupThatDoesNotFitSaysSoAndLeavesNothing() throws IOException {
        repository.fill((RESERVE_MB + 2L) << 20);
        JsonNode accepted = Api.accepted(api.post("/api/v1/backups", Map.of("cluster", "shop", "type", "FULL")));
        String session = "/api/v1/sessions/" + accepted.path("sessionId").asString();

        JsonNode failed = api.await(session, "FAILED", Set.of("SUCCEEDED", "CANCELED", "WAITING_FOR_RETRY"));

        assertThat(failed.path("error").path("code").asString()).isEqualTo("REPOSITORY_FULL");
        assertThat(failed.path("error").path("detail").asString())
                .contains(repository.mountPoint() + "/repository is full", "bytes are left");
        assertThat(failed.path("error").path("hint").asString()).contains("free space");
        assertThat(repository.free()).as("what was stored is gone").isGreaterThan(RESERVE_MB << 20);
        assertThat(backupsOnDisk()).containsExactly(backup.path("id").asString());
        Database postgres = source.database("postgres");
        assertThat(postgres.value("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
        Awaitility.await("no connection of the backup is left")
                .atMost(1, MINUTES)
                .until(() -> postgres.value(
                                "SELECT count(*) FROM pg_stat_activity WHERE query ~ 'pg_backup_' AND pid <> pg_backend_pid()")
                        .equals("0"));

        repository.empty();
        Api.accepted(api.post(session + "/retry", Map.of()));
        api.await(session, "SUCCEEDED", Set.of("FAILED", "CANCELED"));

        String id = accepted.path("id").asString();
        api.verify(id);
        assertThat(backupsOnDisk()).containsExactlyInAnyOrder(backup.path("id").asString(), id);
    }

    @Test
    void aRestoreWhoseDiskFillsUpInTheMiddleSaysSoAndLeavesNothing() {
        try (SmallDisk disk = SmallDisk.create(320)) {
            Command.run("chown", OsUsers.postgres(), disk.mountPoint().toString());
            Path data = disk.mountPoint().resolve("data");
            JsonNode accepted = Api.accepted(api.post(
                    "/api/v1/restores",
                    Map.of(
                            "backupId", backup.path("id").asString(),
                            "dataDirectory", data.toString(),
                            "postRestoreAction", "SHUTDOWN")));
            String restore = "/api/v1/restores/" + accepted.path("id").asString();
            Awaitility.await("the copy has begun")
                    .atMost(1, MINUTES)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> Files.exists(data.resolve("howdah-copy.journal")));
            disk.fill(1 << 20);

            JsonNode failed = api.await(restore, "FAILED", Set.of("RESTORED", "CANCELED", "WAITING_FOR_RETRY"));

            assertThat(failed.path("error").path("code").asString()).isEqualTo("SPACE_INSUFFICIENT");
            assertThat(failed.path("error").path("detail").asString()).contains("filled the file system");
            assertThat(data).doesNotExist();

            disk.empty();
            String session = "/api/v1/sessions/" + failed.path("sessionId").asString();
            Api.accepted(api.post(session + "/retry", Map.of()));
            api.await(restore, "RESTORED", Set.of("FAILED", "CANCELED"));
            Command.runAs(OsUsers.postgres(), SourceCluster.bin("pg_controldata"), data.toString());
        }
    }

    /** The target's mover reads the dump over a wire, which is cut until the disk is full. */
    @Test
    void anExportWhoseTargetIsTooSmallOrFillsUpSaysSoAndLeavesNothing() {
        try (SmallDisk disk = SmallDisk.create(64);
                Wire wire = Wire.to(suite.url("mover-svc"))) {
            Command.run("chown", OsUsers.postgres(), disk.mountPoint().toString());
            Api.accepted(
                    api.put("/api/v1/hosts/wired", Map.of("mountUrl", suite.url("mount-svc"), "moverUrl", wire.url())));
            Path directory = disk.mountPoint().resolve("out");
            disk.fill(4 << 20);
            JsonNode accepted = Api.accepted(api.post(
                    "/api/v1/exports",
                    Map.of(
                            "source", Map.of("backupId", backup.path("id").asString()),
                            "databases", List.of("shop"),
                            "compression", Map.of("algorithm", "NONE"),
                            "host", "wired",
                            "target", Map.of("directory", directory.toString()))));
            assertExportFails(
                    accepted,
                    "TARGET_SPACE_TOO_SMALL",
                    "needs \\d+ more bytes in .*, and its file system has \\d+ free");
            assertThat(directory).doesNotExist();

            disk.empty();
            wire.cutAfter(5_000_000);
            retry(accepted);
            Awaitility.await("the middle of the transfer").atMost(1, MINUTES).until(wire::isCut);
            disk.fill(1 << 20);
            wire.mend();
            assertExportFails(accepted, "TARGET_FULL", "No space left on device");
            assertThat(directory).doesNotExist();

            disk.empty();
            retry(accepted);
            api.await(ExportStage.path(accepted), "COMPLETED", Set.of("FAILED", "CANCELED"));
            assertThat(directory.resolve("shop/toc.dat")).exists();
            Api.accepted(api.delete(ExportStage.path(accepted)));
            Api.accepted(api.delete("/api/v1/hosts/wired"));
        }
    }

    private static void assertExportFails(JsonNode export, String code, String detail) {
        JsonNode failed =
                api.await(ExportStage.session(export), "FAILED", Set.of("SUCCEEDED", "CANCELED", "WAITING_FOR_RETRY"));
        assertThat(failed.path("error").path("code").asString())
                .as("%s", failed)
                .isEqualTo(code);
        assertThat(failed.path("error").path("detail").asString()).containsPattern(detail);
    }

    private static void retry(JsonNode export) {
        Api.accepted(api.post(ExportStage.session(export) + "/retry", Map.of()));
    }

    private static List<String> backupsOnDisk() throws IOException {
        Path backups = repository.mountPoint().resolve("repository/clusters/shop/backups");
        try (Stream<Path> children = Files.list(backups)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
