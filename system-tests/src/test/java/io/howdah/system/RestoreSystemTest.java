package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A backup is restored to native file systems: elsewhere, over what is there, and not at all. */
@ExtendWith(SharedSuite.class)
class RestoreSystemTest {

    private static final List<String> CONFIGURATION =
            List.of("postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf");

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static Map<String, String> contentsAtBackup;
    private static Map<String, String> configuration;
    private static String backupId;
    private static String slowOid;
    private RestoreGround ground;

    @BeforeAll
    static void backUp(Suite shared) throws IOException {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create("shared_buffers = '16MB'");
        SampleContent.create(source);
        Database postgres = source.database("postgres");
        postgres.execute("CREATE TABLESPACE slow LOCATION '" + source.newTablespaceDirectory("slow") + "'");
        source.database("shop")
                .execute(
                        "CREATE TABLE aged TABLESPACE slow AS SELECT n, md5(n::text) FROM generate_series(1, 20000) n");
        slowOid = postgres.value("SELECT oid FROM pg_tablespace WHERE spcname = 'slow'");
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        contentsAtBackup = postgres.contents();
        configuration = configurationIn(source.data());
        backupId = api.backUp("shop", Map.of()).path("id").asString();
        source.database("shop").execute("DROP TABLE items", "UPDATE orders SET note = 'changed after the backup'");
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @BeforeEach
    void prepare() {
        ground = RestoreGround.create();
    }

    @AfterEach
    void clear() {
        ground.close();
    }

    @Test
    void equalsTheSourceWithTwoTablespacesElsewhere() throws IOException {
        int port = FreePorts.one();
        Map<String, Object> request = request("elsewhere");
        request.put("port", port);

        JsonNode restore = restore(request, "RESTORED");

        Path data = ground.resolve("elsewhere");
        assertThat(restore.path("connection").path("port").asInt()).isEqualTo(port);
        assertThat(restore.path("reachedLsn").asString()).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(restore.path("timings").path("total").asLong()).isPositive();
        Database restored = Database.of(restore, "postgres");
        assertThat(restored.contents()).isEqualTo(contentsAtBackup);
        assertThat(restored.value("SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(
                        restored.column(
                                "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname IN ('fast', 'slow') ORDER BY spcname"))
                .containsExactly(
                        ground.resolve("fast").toString(),
                        ground.resolve("slow").toString());
        assertThat(
                        restored.value(
                                "SELECT count(*) FROM pg_settings WHERE pending_restart OR name LIKE 'recovery_target%' AND sourcefile IS NOT NULL"))
                .isEqualTo("0");
        Map<String, String> withPort = new HashMap<>(configuration);
        withPort.computeIfPresent(
                "postgresql.auto.conf", (name, text) -> text.replaceAll("port = \\d+", "port = " + port));
        assertThat(configurationIn(data)).isEqualTo(withPort);
        Checks.amcheck(restore);
        assertThat(ground.content()).containsExactly("elsewhere", "fast", "slow");

        Api.accepted(api.delete(path(restore)));

        assertThat(api.get(path(restore)).status()).isEqualTo(404);
        restored.execute("CREATE TABLE mine (n int)");
        RestoreGround.stop(restore);
        Command.runAs(OsUsers.postgres(), SourceCluster.bin("pg_checksums"), "--check", "-D", data.toString());
        assertNothingOfHowdahIsLeft(restore);
    }

    @Test
    void shutDownItHasTheBackupsConfigurationToTheByte() throws IOException {
        Map<String, Object> request = request("down");
        request.put("postRestoreAction", "SHUTDOWN");

        JsonNode restore = restore(request, "RESTORED");

        Path data = ground.resolve("down");
        assertThat(restore.has("connection")).isFalse();
        assertThat(configurationIn(data)).isEqualTo(configuration);
        assertThat(data.resolve("postmaster.pid")).doesNotExist();
        assertThat(data.resolve("recovery.signal")).doesNotExist();
        int port = FreePorts.one();
        RestoreGround.pgCtl(data.toString(), "start", List.of("-o", "-p " + port));
        assertThat(new Database("127.0.0.1", port, "postgres").contents()).isEqualTo(contentsAtBackup);
    }

    @Test
    void pausesReadOnlyUntilItIsPromoted() throws IOException {
        int port = FreePorts.one();
        Map<String, Object> request = request("paused");
        request.put("port", port);
        request.put("postRestoreAction", "PAUSE");

        JsonNode restore = restore(request, "PAUSED");

        Database restored = Database.of(restore, "postgres");
        assertThat(restored.value("SELECT pg_is_in_recovery()")).isEqualTo("t");
        assertThat(restored.contents()).isEqualTo(contentsAtBackup);
        Path data = ground.resolve("paused");
        assertThat(Files.readString(data.resolve("postgresql.conf"))).contains("recovery_target_action = 'pause'");
        RestoreGround.pgCtl(data.toString(), "restart", List.of());
        assertThat(restored.value("SELECT pg_is_in_recovery()"))
                .as("after a restart")
                .isEqualTo("t");

        Api.accepted(api.post(path(restore) + "/promote", Map.of()));
        api.await(path(restore), "RESTORED", Set.of("FAILED", "CANCELED"));

        restored.execute("CREATE TABLE mine (n int)");
        assertThat(Files.readString(data.resolve("postgresql.conf"))).isEqualTo(configuration.get("postgresql.conf"));
        assertNothingOfHowdahIsLeft(restore);
    }

    @Test
    void replacesWhatIsThereOnlyWhenItHasSucceeded() throws IOException {
        Path data = ground.resolve("there");
        Command.runAs(OsUsers.postgres(), "mkdir", "-m", "700", data.toString());
        Command.runAs(OsUsers.postgres(), "touch", data.resolve("precious").toString());
        Map<String, Object> request = request("there");
        request.put("postRestoreAction", "SHUTDOWN");
        assertThat(failure(request)).isEqualTo("DATA_DIRECTORY_NOT_EMPTY");
        request.put("overwrite", true);
        JsonNode canceled = Api.accepted(api.post("/api/v1/restores", request));
        Path before = ground.resolve("there.before-" + canceled.path("id").asString());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> Files.exists(before));

        Api.accepted(api.delete(path(canceled)));
        api.await(path(canceled), "CANCELED", Set.of("RESTORED", "FAILED"));

        assertThat(ground.content()).containsExactly("there");
        assertThat(data.resolve("precious")).exists();
        assertThat(data.resolve("PG_VERSION")).doesNotExist();

        restore(request, "RESTORED");

        assertThat(ground.content()).containsExactly("fast", "slow", "there");
        assertThat(data.resolve("precious")).doesNotExist();
        assertThat(data.resolve("PG_VERSION")).exists();
    }

    @Test
    void changesWhatIsThereInPlace() throws IOException {
        Map<String, Object> request = request("there");
        request.put("postRestoreAction", "SHUTDOWN");
        restore(request, "RESTORED");
        Path data = ground.resolve("there");
        int port = FreePorts.one();
        RestoreGround.pgCtl(data.toString(), "start", List.of("-o", "-p " + port));
        Database changed = new Database("127.0.0.1", port, "shop");
        changed.execute("DROP TABLE items", "UPDATE aged SET md5 = 'x' WHERE n < 100", "CREATE TABLE mine (n int)");
        RestoreGround.pgCtl(data.toString(), "stop", List.of());

        request.put("delta", true);
        JsonNode again = restore(request, "RESTORED");

        JsonNode session = Api.accepted(
                api.get("/api/v1/sessions/" + again.path("sessionId").asString()));
        System.out.println("delta: " + session.path("steps"));
        assertThat(configurationIn(data)).isEqualTo(configuration);
        RestoreGround.pgCtl(data.toString(), "start", List.of("-o", "-p " + port));
        assertThat(new Database("127.0.0.1", port, "postgres").contents()).isEqualTo(contentsAtBackup);
        assertThat(ground.content()).containsExactly("fast", "slow", "there");
    }

    @Test
    void sayWhatIsWrongAndLeaveNothing() {
        Map<String, Object> rootsOnly = request("x");
        rootsOnly.put("dataDirectory", "/usr/lib/howdah-restored");
        if (OsUsers.isRoot()) {
            assertThat(failure(rootsOnly)).isEqualTo("DIRECTORY_NOT_WRITABLE");
        }
        Map<String, Object> missing = request("x");
        missing.put(
                "tablespaceMapping",
                Map.of(
                        "fast",
                        ground.resolve("no/fast").toString(),
                        "slow",
                        ground.resolve("slow").toString()));
        assertThat(failure(missing)).isEqualTo("DIRECTORY_MISSING");
        Map<String, Object> unknown = request("x");
        unknown.put("tablespaceMapping", Map.of("quick", ground.resolve("quick").toString()));
        assertThat(failure(unknown)).isEqualTo("TABLESPACE_UNKNOWN");
        Map<String, Object> occupied = request("x");
        occupied.remove("tablespaceMapping");
        occupied.put("overwrite", true);
        assertThat(failure(occupied)).as("the source's own tablespaces").isEqualTo("TABLESPACE_NOT_EMPTY");
        Map<String, Object> portTaken = request("x");
        assertThat(failure(portTaken)).as("the source listens there").isEqualTo("PORT_OCCUPIED");
        Map<String, Object> noTarget = request("x");
        noTarget.put("target", Map.of("type", "LATEST"));
        noTarget.put("postRestoreAction", "PAUSE");
        assertThat(api.post("/api/v1/restores", noTarget).code()).isEqualTo("PAUSE_WITHOUT_TARGET");
        if (SmallDisk.obstacle().isEmpty()) {
            try (SmallDisk disk = SmallDisk.create(24)) {
                Command.run("chown", OsUsers.postgres(), disk.mountPoint().toString());
                Map<String, Object> tooLarge = request("x");
                tooLarge.put("postRestoreAction", "SHUTDOWN");
                tooLarge.put("dataDirectory", disk.mountPoint().resolve("data").toString());
                assertThat(failure(tooLarge)).isEqualTo("SPACE_INSUFFICIENT");
                assertThat(disk.mountPoint().resolve("data")).doesNotExist();
            }
        }
        assertThat(ground.content()).isEmpty();
    }

    private Map<String, Object> request(String name) {
        Map<String, Object> request = new HashMap<>();
        request.put("backupId", backupId);
        request.put("dataDirectory", ground.resolve(name).toString());
        request.put(
                "tablespaceMapping",
                Map.of(
                        "fast",
                        ground.resolve("fast").toString(),
                        slowOid,
                        ground.resolve("slow").toString()));
        return request;
    }

    private static JsonNode restore(Map<String, Object> request, String state) {
        JsonNode accepted = Api.accepted(api.post("/api/v1/restores", request));
        return api.await(path(accepted), state, Set.of("FAILED", "CANCELED"));
    }

    private static String failure(Map<String, Object> request) {
        JsonNode accepted = Api.accepted(api.post("/api/v1/restores", request));
        JsonNode failed = api.await(path(accepted), "FAILED", Set.of("RESTORED", "PAUSED"));
        Api.accepted(api.delete(path(failed)));
        return failed.path("error").path("code").asString();
    }

    private static String path(JsonNode restore) {
        return "/api/v1/restores/" + restore.path("id").asString();
    }

    private static void assertNothingOfHowdahIsLeft(JsonNode restore) {
        String id = restore.path("id").asString();
        assertThat(suite.agent("mover-svc").get("/copies/" + id).status()).isEqualTo(404);
        assertThat(suite.agent("mover-svc").get("/recoveries/" + id).status()).isEqualTo(404);
        Path data = Path.of(restore.path("dataDirectory").asString());
        assertThat(data.resolve("howdah-copy.journal")).doesNotExist();
        assertThat(Path.of("/run/howdah", suite.name(), "instances", id)).doesNotExist();
        assertThat(suite.home().resolve("logs/instances/" + id + ".log")).doesNotExist();
    }

    private static Map<String, String> configurationIn(Path data) throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (String name : CONFIGURATION) {
            texts.put(name, Files.readString(data.resolve(name), StandardCharsets.ISO_8859_1));
        }
        return texts;
    }
}
