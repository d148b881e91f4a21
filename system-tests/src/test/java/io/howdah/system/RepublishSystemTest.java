package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
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

/** A publication gets another backup under the same connection, or keeps what it has with every change. */
@ExtendWith(SharedSuite.class)
class RepublishSystemTest {

    private static final Map<String, Object> DISCARD = Map.of("discardChanges", true);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;
    private static String first;
    private static String second;
    private static Map<String, String> contentsAtSecond;

    private JsonNode publication;
    private String path;
    private Database changed;
    private Instant changedAt;

    @BeforeAll
    static void backUpTwice(Suite shared) {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create("shared_buffers = '16MB'");
        Database postgres = source.database("postgres");
        postgres.execute("CREATE TABLE t AS SELECT n, md5(n::text) AS v FROM generate_series(1, 50000) n");
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
        first = backUp();
        postgres.execute("UPDATE t SET v = 'second' WHERE n % 3 = 0", "CREATE TABLE later (n int)");
        contentsAtSecond = postgres.contents();
        second = backUp();
        postgres.execute("DROP TABLE later");
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @BeforeEach
    void publishAndChange() {
        publication = api.publish(Map.of("backupId", first));
        path = "/api/v1/publications/" + publication.path("id").asString();
        changed = Database.of(publication, "postgres");
        changedAt = Instant.now();
        changed.execute("CREATE TABLE mine AS SELECT n FROM generate_series(1, 1000) n");
    }

    @AfterEach
    void unpublishAndLeaveNothing() {
        signal("CONT", "mover-svc", "mount-svc");
        api.unpublish(publication);
        assertThat(Traces.of(suite)).isEqualTo(Traces.expected(List.of(), List.of()));
    }

    @Test
    void theSecondBackupTakesThePlaceOfTheFirst() {
        Api.Answer refused = api.post(path + "/republish", Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("CHANGES_WOULD_BE_LOST");
        JsonNode lost = refused.body().path("lost");
        long bytes = lost.path("bytes").asLong();
        Instant lastWriteAt = Instant.parse(lost.path("lastWriteAt").asString());
        assertThat(bytes).isGreaterThan(16L << 20).as("a WAL segment at least");
        assertThat(lastWriteAt).isBetween(changedAt.minusSeconds(1), Instant.now());
        assertThat(refused.body().path("detail").asString())
                .contains(bytes + " bytes")
                .contains(lastWriteAt.toString());
        assertThat(changed.value("SELECT count(*) FROM mine")).isEqualTo("1000");

        JsonNode after = republish(Map.of("backupId", second, "discardChanges", true), "SUCCEEDED");

        assertThat(after.path("backupId").asString()).isEqualTo(second);
        assertThat(after.path("connection")).isEqualTo(publication.path("connection"));
        assertThat(after.path("mountPoint")).isNotEqualTo(publication.path("mountPoint"));
        assertThat(Database.of(after, "postgres").contents()).isEqualTo(contentsAtSecond);
        assertThat(psql("SELECT to_regclass('mine') IS NULL AND to_regclass('later') IS NOT NULL"))
                .isEqualTo("t");
        assertThat(Path.of(publication.path("mountPoint").asString())).doesNotExist();
        assertThat(Path.of(publication.path("writeCache").path("path").asString()))
                .doesNotExist();
        System.out.println("republished: " + after.path("timings"));

        psql("CREATE TABLE again ()");
        JsonNode reset = republish(Map.of("backupId", second, "discardChanges", true), "SUCCEEDED");
        assertThat(Database.of(reset, "postgres").contents()).isEqualTo(contentsAtSecond);
    }

    @Test
    void aBackupThatDoesNotStartLeavesTheFormerWithItsChanges() throws IOException {
        Path configuration = source.data().resolve("postgresql.conf");
        String sound = Files.readString(configuration);
        Files.writeString(configuration, "\nwork_mem = 'nonsense'\n", StandardOpenOption.APPEND);
        String broken;
        try {
            broken = backUp();
        } finally {
            Files.writeString(configuration, sound);
        }
        JsonNode after = republish(Map.of("backupId", broken, "discardChanges", true), "FAILED");
        assertThat(after.path("error").path("code").asString()).isEqualTo("INSTANCE_FAILED_TO_START");
        assertThat(after.path("error").path("detail").asString()).contains("work_mem");
        assertTheFormerServes();
        Api.accepted(api.delete("/api/v1/backups/" + broken));
    }

    @Test
    void unpublishedInTheMiddleItLeavesNothing() {
        String session = begin(DISCARD);
        awaitStep(session, "mount");
        Api.accepted(api.delete(path));
        api.await(path, "UNPUBLISHED", Set.of("FAILED"));
        assertThat(Traces.of(suite)).isEqualTo(Traces.expected(List.of(), List.of()));
        assertThat(awaitEnd(session).path("state").asString()).isIn("CANCELED", "SUCCEEDED");
    }

    @Test
    void anInstanceThatDiedIsStartingUntilItIsBack() {
        String pid = changed.value("SELECT pg_read_file('postmaster.pid')")
                .lines()
                .findFirst()
                .orElseThrow();
        signal("STOP", "mover-svc");
        Command.run("kill", "-KILL", pid);
        assertThat(Api.accepted(api.get(path)).path("state").asString())
                .as("who cannot be asked changes nothing")
                .isEqualTo("PUBLISHED");
        signal("CONT", "mover-svc");
        api.await(path, "PUBLISHED", Set.of("FAILED", "UNPUBLISHED"));
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> changed.value("SELECT count(*) FROM mine").equals("1000"));
        assertThat(Api.accepted(api.get(path)).has("error")).isFalse();
    }

    private void assertTheFormerServes() {
        JsonNode now = api.await(path, "PUBLISHED", Set.of("FAILED", "UNPUBLISHED"));
        assertThat(now.path("backupId").asString()).isEqualTo(first);
        assertThat(now.path("connection")).isEqualTo(publication.path("connection"));
        assertThat(now.path("mountPoint")).isEqualTo(publication.path("mountPoint"));
        assertThat(changed.value("SELECT count(*) FROM mine")).isEqualTo("1000");
        assertThat(psql("INSERT INTO mine VALUES (0) RETURNING n")).startsWith("0");
        List<String> one = List.of(publication.path("id").asString());
        assertThat(Traces.of(suite)).as("nothing of the new edition is left").isEqualTo(Traces.expected(one, one));
    }

    /** As the README says it: over the socket, as the user that runs the instance. */
    private String psql(String sql) {
        return Command.runAs(
                        OsUsers.postgres(),
                        SourceCluster.bin("psql"),
                        "-h",
                        publication.path("connection").path("socketDirectory").asString(),
                        "-p",
                        publication.path("connection").path("port").asString(),
                        "-Atqc",
                        sql)
                .strip();
    }

    private static String backUp() {
        return api.backUp("shop", Map.of()).path("id").asString();
    }

    private String begin(Map<String, ?> request) {
        return Api.accepted(api.post(path + "/republish", request))
                .path("sessionId")
                .asString();
    }

    private JsonNode republish(Map<String, ?> request, String end) {
        JsonNode session = awaitEnd(begin(request));
        assertThat(session.path("state").asString()).as("%s", session).isEqualTo(end);
        return Api.accepted(api.get(path));
    }

    private static JsonNode awaitEnd(String session) {
        return Awaitility.await("the end of session " + session)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> look(session), now -> now.has("finishedAt"));
    }

    private static void awaitStep(String session, String step) {
        Awaitility.await(step)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> look(session)
                        .path("steps")
                        .valueStream()
                        .filter(one -> one.path("name").asString().equals(step))
                        .anyMatch(one -> !one.path("state").asString().equals("PENDING")));
    }

    private static JsonNode look(String session) {
        return Api.accepted(api.get("/api/v1/sessions/" + session));
    }

    private static void signal(String signal, String... services) {
        for (String service : services) {
            Command.run("kill", "-" + signal, suite.pid(service));
        }
    }
}
