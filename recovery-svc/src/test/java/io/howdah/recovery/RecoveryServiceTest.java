package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The public API over agents that do what they are told. */
class RecoveryServiceTest {

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = Service.start(home, agents.mountUrl(), agents.moverUrl());
        service.registerCluster("shop");
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(agents.leftovers()).isEmpty();
    }

    @Test
    void theLocalHostIsThereFromTheBeginning() {
        var local = service.get("/hosts/local");
        assertThat(local.text("state")).isEqualTo("ONLINE");
        assertThat(local.body()
                        .path("postgresInstallations")
                        .get(0)
                        .path("version")
                        .asString())
                .isEqualTo("15.18");
        assertThat(local.body().path("freeSpace").size()).isEqualTo(2);
        refused(service.delete("/hosts/local"), 409, "HOST_CONFIGURED");
        refused(
                service.put("/hosts/local", Map.of("mountUrl", "http://a:1", "moverUrl", "http://a:2")),
                409,
                "HOST_CONFIGURED");
    }

    @Test
    void aHostWithoutAgentsIsOfflineAndCanBeDeleted() {
        var put = service.put("/hosts/far", Map.of("mountUrl", "http://127.0.0.1:1", "moverUrl", "http://127.0.0.1:1"));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.text("state")).isEqualTo("OFFLINE");
        assertThat(put.text("stateReason")).contains("cannot be reached");
        assertThat(service.get("/hosts").body().path("items").size()).isEqualTo(2);
        assertThat(service.delete("/hosts/far").status()).isEqualTo(204);
        refused(service.get("/hosts/far"), 404, "HOST_NOT_FOUND");
        refused(service.put("/hosts/far", Map.of("mountUrl", "ftp://x", "moverUrl", "http://y")), 400, "INVALID_VALUE");
    }

    @Test
    void aClusterKeepsItsPasswordToItself() throws Exception {
        var put = service.put(
                "/clusters/secretive",
                Map.of("dataDirectory", "/pgdata", "port", 5432, "user", "postgres", "password", "correct horse"));
        assertThat(put.text("systemIdentifier")).isEqualTo(agents.systemIdentifier);
        assertThat(put.text("state")).isEqualTo("RUNNING");
        assertThat(put.body().toString()).doesNotContain("password").doesNotContain("horse");
        assertThat(service.get("/clusters/secretive").body().toString()).doesNotContain("horse");
        assertThat(Files.readString(home.resolve("state/db.mv.db"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("correct horse");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secret/key"))))
                .isEqualTo("rw-------");
        assertThat(service.delete("/clusters/secretive").status()).isEqualTo(204);
        assertThat(agents.clusters).doesNotContainKey("secretive");
    }

    @Test
    void anAgentsReasonComesThroughWithItsCode() {
        agents.answer(
                "PUT",
                "/clusters/stopped",
                1,
                422,
                StubAgents.problem(422, "CLUSTER_NOT_RUNNING", "nothing listens on port 1"));
        refused(
                service.put("/clusters/stopped", Map.of("dataDirectory", "/pgdata", "port", 1, "user", "postgres")),
                422,
                "CLUSTER_NOT_RUNNING");
        refused(service.get("/clusters/stopped"), 404, "CLUSTER_NOT_FOUND");
    }

    @Test
    void aClusterThatBecameAnotherIsRefusedOnceItHasBackups() {
        service.registerCluster("moving");
        String backup = service.backUp("moving");
        String former = agents.systemIdentifier;
        agents.systemIdentifier = "7300000000000000002";
        try {
            refused(
                    service.put("/clusters/moving", Map.of("dataDirectory", "/new", "port", 5432, "user", "postgres")),
                    409,
                    "CLUSTER_CHANGED");
        } finally {
            agents.systemIdentifier = former;
        }
        assertThat(service.get("/clusters/moving").text("dataDirectory")).isEqualTo("/pgdata");
        refused(service.delete("/clusters/moving"), 409, "CLUSTER_IN_USE");
        assertThat(service.delete("/backups/" + backup).status()).isEqualTo(204);
        assertThat(service.delete("/clusters/moving").status()).isEqualTo(204);
    }

    @Test
    void backupsOfAnOldRepositoryAreTakenUpWhenTheClusterIsRegistered() {
        agents.backups.put("20250101t000000-aaaaaa", agents.backup("20250101t000000-aaaaaa", "returning"));
        service.registerCluster("returning");
        var found = service.get("/backups/20250101t000000-aaaaaa");
        assertThat(found.text("state")).isEqualTo("COMPLETED");
        assertThat(found.text("startLsn")).isEqualTo("0/2000028");
        assertThat(found.body().has("sessionId")).isFalse();
    }

    @Test
    void aBackupIsTakenOnceAtATimeAndDescribed() {
        service.registerCluster("busy");
        var gate = agents.hold("GET /mover/backup-jobs");
        var first = service.post("/backups", Map.of("cluster", "busy", "label", "before the upgrade"));
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.location()).isEqualTo("/api/v1/backups/" + first.text("id"));
        assertThat(first.text("state")).isEqualTo("RUNNING");
        refused(service.post("/backups", Map.of("cluster", "busy")), 409, "BACKUP_RUNNING");
        refused(service.delete("/backups/" + first.text("id")), 409, "BACKUP_RUNNING");
        gate.countDown();
        JsonNode backup = service.awaitState("/backups/" + first.text("id"), "COMPLETED");
        assertThat(backup.path("storedBytes").asLong()).isEqualTo(300);
        assertThat(backup.path("stopLsn").asString()).isEqualTo("0/3000138");
        assertThat(backup.path("label").asString()).isEqualTo("before the upgrade");
        JsonNode session = service.get("/sessions/" + first.text("sessionId")).body();
        assertThat(session.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(session.path("progress").path("fraction").asDouble()).isEqualTo(1);
        assertThat(session.path("progress").path("bytesTotal").asLong()).isEqualTo(1000);
        assertThat(session.path("steps").findValuesAsString("name")).containsExactly("validate", "copy", "record");
        assertThat(agents.started.get("job " + first.text("id"))).isEqualTo(1);
    }

    @Test
    void aBackupIsPublishedAndUnpublished() {
        String backup = service.backUp("shop");
        var post = service.post("/publications", Map.of("backupId", backup));
        assertThat(post.status()).isEqualTo(202);
        assertThat(post.location()).isEqualTo("/api/v1/publications/" + post.text("id"));
        String path = "/publications/" + post.text("id");
        JsonNode published = service.awaitState(path, "PUBLISHED");
        assertThat(published.path("connection").path("port").asInt()).isEqualTo(54321);
        assertThat(published.path("mountPoint").asString()).isEqualTo("/run/media/howdah/" + post.text("id"));
        assertThat(published.path("writeCache").path("bytes").asLong()).isEqualTo(4096);
        assertThat(published.path("warnings").size()).isEqualTo(1);
        assertThat(published.path("target").path("type").asString()).isEqualTo("IMMEDIATE");
        assertThat(published.path("osUser").asString()).isEqualTo("postgres");
        assertThat(published.path("timings").propertyNames())
                .contains(
                        "queued",
                        "validate",
                        "mount",
                        "mount.tree",
                        "start",
                        "start.accepting",
                        "durable",
                        "ready",
                        "total");
        refused(service.delete("/backups/" + backup), 409, "BACKUP_IN_USE");

        var delete = service.delete(path);
        assertThat(delete.status()).isEqualTo(202);
        JsonNode gone = service.awaitState(path, "UNPUBLISHED");
        assertThat(gone.has("connection")).isFalse();
        assertThat(service.delete(path).text("state")).isEqualTo("UNPUBLISHED");
        assertThat(service.get("/sessions?subject=" + post.text("id"))
                        .body()
                        .path("items")
                        .findValuesAsString("kind"))
                .containsExactlyInAnyOrder("UNPUBLISH", "PUBLISH");
        refused(service.post("/sessions/" + post.text("sessionId") + "/retry", ""), 409, "SESSION_NOT_RETRYABLE");
        refused(service.post("/sessions/" + post.text("sessionId") + "/cancel", ""), 409, "SESSION_FINISHED");
        assertThat(service.delete("/backups/" + backup).status()).isEqualTo(204);
        assertThat(agents.backups).doesNotContainKey(backup);
    }

    @Test
    void callsCarrySecretAndSession() {
        String backup = service.backUp("shop");
        var post = service.post("/publications", Map.of("backupId", backup));
        service.awaitState("/publications/" + post.text("id"), "PUBLISHED");
        var mount = agents.callsTo("PUT", "/mounts/" + post.text("id")).getFirst();
        assertThat(mount.session()).isEqualTo(post.text("sessionId"));
        assertThat(mount.authorization()).startsWith("Bearer ").hasSizeGreaterThan(40);
        assertThat(agents.callsTo("POST", "/mounts/" + post.text("id") + "/sync"))
                .allMatch(call -> call.session().equals(post.text("sessionId")));
        unpublish(post.text("id"));
    }

    @Test
    void aRefusalOfTheHostFailsThePublicationAndLeavesNothing() {
        String backup = service.backUp("shop");
        agents.answer(
                "POST",
                "/instance-checks",
                1,
                200,
                Map.of(
                        "osUser",
                        "postgres",
                        "problems",
                        List.of(StubAgents.problem(422, "PORT_OCCUPIED", "port 5432 is occupied"))));
        var post = service.post("/publications", Map.of("backupId", backup, "port", 5432));
        JsonNode failed = service.awaitState("/publications/" + post.text("id"), "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("PORT_OCCUPIED");
        assertThat(failed.path("error").path("hint").asString()).isNotEmpty();
        assertThat(agents.callsTo("PUT", "/mounts/" + post.text("id"))).isEmpty();
    }

    @Test
    void aFinalFailureUndoesWhatWasMadeAndRetryBeginsThere() {
        String backup = service.backUp("shop");
        agents.answer(
                "PUT",
                "/instances/",
                1,
                200,
                Map.of(
                        "id",
                        "x",
                        "state",
                        "FAILED",
                        "spec",
                        Map.of("dataDirectory", "/x", "major", 15),
                        "error",
                        StubAgents.problem(422, "INSTANCE_START_FAILED", "postgres exited with 1")));
        var post = service.post("/publications", Map.of("backupId", backup));
        String path = "/publications/" + post.text("id");
        JsonNode failed = service.awaitState(path, "FAILED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("INSTANCE_START_FAILED");
        assertThat(failed.has("mountPoint")).isFalse();
        assertThat(agents.leftovers()).isEmpty();
        JsonNode session = service.get("/sessions/" + post.text("sessionId")).body();
        assertThat(session.path("steps").findValuesAsString("state"))
                .containsExactly("UNDONE", "UNDONE", "FAILED", "PENDING", "PENDING");

        assertThat(service.post("/sessions/" + post.text("sessionId") + "/retry", "")
                        .status())
                .isEqualTo(202);
        service.awaitState(path, "PUBLISHED");
        assertThat(agents.started.get("mount " + post.text("id"))).isEqualTo(2);
        unpublish(post.text("id"));
    }

    @Test
    void aPublicationOnItsWayIsCanceledByDeletingIt() {
        String backup = service.backUp("shop");
        var gate = agents.hold("PUT /mover/instances");
        var post = service.post("/publications", Map.of("cluster", "shop"));
        String path = "/publications/" + post.text("id");
        service.awaitState(path, "STARTING");
        assertThat(service.delete(path).text("state")).isEqualTo("UNPUBLISHING");
        gate.countDown();
        service.awaitState(path, "UNPUBLISHED");
        assertThat(service.get("/sessions/" + post.text("sessionId")).text("state"))
                .isEqualTo("CANCELED");
        assertThat(agents.leftovers()).isEmpty();
        assertThat(service.get("/backups/" + backup).text("state")).isEqualTo("COMPLETED");
    }

    @Test
    void aBackupIsCanceledInTheMiddle() {
        service.registerCluster("canceled");
        agents.looksUntilBackedUp = 1000;
        try {
            var post = service.post("/backups", Map.of("cluster", "canceled"));
            service.awaitState("/sessions/" + post.text("sessionId"), "RUNNING");
            assertThat(service.post("/sessions/" + post.text("sessionId") + "/cancel", "")
                            .status())
                    .isEqualTo(202);
            service.awaitState("/backups/" + post.text("id"), "CANCELED");
            assertThat(agents.jobs).doesNotContainKey(post.text("id"));
            assertThat(service.delete("/backups/" + post.text("id")).status()).isEqualTo(204);
        } finally {
            agents.looksUntilBackedUp = 1;
        }
    }

    @Test
    void whatCannotBeIsSaidAtOnce() {
        refused(service.post("/backups", Map.of("cluster", "none")), 404, "CLUSTER_NOT_FOUND");
        refused(
                service.post("/backups", Map.of("cluster", "shop", "type", "INCREMENTAL")),
                422,
                "INCREMENTAL_NOT_AVAILABLE");
        refused(service.post("/backups", Map.of("cluster", "../etc")), 400, "INVALID_VALUE");
        refused(service.post("/backups", Map.of("cluster", "shop", "colour", "red")), 400, "UNKNOWN_FIELD");
        refused(service.post("/backups", "{\"cluster\": "), 400, "MALFORMED_BODY");
        refused(service.post("/publications", Map.of()), 400, "INVALID_VALUE");
        refused(service.post("/publications", Map.of("backupId", "a", "cluster", "b")), 400, "INVALID_VALUE");
        refused(service.post("/publications", Map.of("backupId", "none")), 404, "BACKUP_NOT_FOUND");
        refused(service.post("/publications", Map.of("cluster", "none")), 404, "CLUSTER_NOT_FOUND");
        service.registerCluster("empty");
        refused(service.post("/publications", Map.of("cluster", "empty")), 422, "NO_BACKUP");
        refused(
                service.post("/publications", Map.of("cluster", "empty", "target", Map.of("type", "TIME"))),
                400,
                "INVALID_VALUE");
        refused(service.get("/sessions/none"), 404, "SESSION_NOT_FOUND");
        refused(service.get("/publications/none"), 404, "PUBLICATION_NOT_FOUND");
        refused(service.get("/backups?cursor=nonsense"), 400, "INVALID_CURSOR");
        refused(service.get("/backups?limit=0"), 400, "INVALID_VALUE");
        refused(service.get("/backups?state=NONSENSE"), 400, "INVALID_VALUE");
        refused(service.get("/clusters/..etc"), 400, "INVALID_VALUE");
        refused(
                service.put("/clusters/relative", Map.of("dataDirectory", "pgdata", "port", 1, "user", "u")),
                400,
                "INVALID_VALUE");
        refused(
                service.put(
                        "/clusters/homeless",
                        Map.of("host", "none", "dataDirectory", "/pgdata", "port", 1, "user", "u")),
                404,
                "HOST_NOT_FOUND");
    }

    @Test
    void theSameKeyAnswersTheSameResource() throws Exception {
        String backup = service.backUp("shop");
        Map<String, Object> body = new HashMap<>(Map.of("backupId", backup));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> twice = java.util.Collections.nCopies(
                    8, () -> service.post("/publications", body, "key-1").text("id"));
            Set<String> ids = new HashSet<>();
            for (Future<String> future : threads.invokeAll(twice)) {
                ids.add(future.get());
            }
            assertThat(ids).hasSize(1).doesNotContain("");
            body.put("port", 5433);
            refused(service.post("/publications", body, "key-1"), 422, "IDEMPOTENCY_KEY_REUSED");
            service.awaitState("/publications/" + ids.iterator().next(), "PUBLISHED");
            unpublish(ids.iterator().next());
        }
    }

    @Test
    void listsComeInPages() {
        service.registerCluster("paged");
        Set<String> taken = Set.of(service.backUp("paged"), service.backUp("paged"), service.backUp("paged"));
        Set<String> listed = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            var page = service.get("/backups?cluster=paged&limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.body().path("items").forEach(item -> listed.add(item.path("id").asString()));
            cursor = page.text("nextCursor");
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(2);
        assertThat(listed).isEqualTo(taken);
        assertThat(service.get("/clusters?limit=1").text("nextCursor")).isNotEmpty();
        assertThat(service.get("/backups?cluster=paged&state=FAILED")
                        .body()
                        .path("items")
                        .size())
                .isZero();
    }

    @Test
    void sessionsAreFilteredByTheTimeOfTheirCreation() {
        service.registerCluster("timed");
        String first = sessionOf(service.backUp("timed"));
        String second = sessionOf(service.backUp("timed"));
        String createdFirst = service.get("/sessions/" + first).text("createdAt");
        String createdSecond = service.get("/sessions/" + second).text("createdAt");

        assertThat(sessions("?createdSince=" + createdSecond)).contains(second).doesNotContain(first);
        assertThat(sessions("?createdBefore=" + createdSecond + "&limit=1000"))
                .contains(first)
                .doesNotContain(second);
        assertThat(sessions("?kind=BACKUP&state=SUCCEEDED&createdSince=" + createdFirst + "&createdBefore="
                        + createdSecond))
                .containsExactly(first);
        assertThat(sessions("?kind=UNPUBLISH&createdSince=" + createdFirst)).doesNotContain(first, second);
    }

    @ParameterizedTest
    @CsvSource({
        "/sessions?stat=FAILED, UNKNOWN_PARAMETER, 'createdBefore, createdSince, cursor, kind, limit, state, subject'",
        "/sessions/none?limit=1, UNKNOWN_PARAMETER, takes none",
        "/sessions?state=, INVALID_VALUE, leave the parameter out",
        "/sessions?state, INVALID_VALUE, leave the parameter out",
        "/sessions?state=FAILED&state=RUNNING, INVALID_VALUE, give it once",
        "/sessions?state=nonsense, INVALID_VALUE, 'one of QUEUED, RUNNING'",
        "/sessions?kind=RESTART, INVALID_VALUE, one of BACKUP",
        "/sessions?subject=../x, INVALID_VALUE, correct",
        "/sessions?createdSince=yesterday, INVALID_VALUE, 2026-11-21T01:30:00Z",
        "/sessions?createdSince=2026-11-21T01:30:00+01:00, INVALID_VALUE, %2B",
        "/sessions?createdSince=2026-11-21T01:30:00Z&createdBefore=2026-11-21T01:30:00Z, INVALID_VALUE, exchange",
        "/sessions?limit=1001, INVALID_VALUE, correct",
        "/backups?limit=many, INVALID_VALUE, whole number",
        "/backups?cluster=UPPER, INVALID_VALUE, correct",
        "/backups?states=FAILED, UNKNOWN_PARAMETER, state",
        "/publications?state=UP, INVALID_VALUE, one of PENDING",
        "/publications?cluster=, INVALID_VALUE, leave the parameter out",
        "/clusters?state=RUNNING, UNKNOWN_PARAMETER, 'cursor, limit'",
        "/hosts?cursor=x, INVALID_CURSOR, nextCursor",
    })
    void aFilterThatCannotBeMeantIsRefused(String path, String code, String hint) {
        var answer = service.get(path);
        refused(answer, 400, code);
        assertThat(answer.text("hint")).contains(hint);
    }

    private static String sessionOf(String backup) {
        return service.get("/backups/" + backup).text("sessionId");
    }

    private static List<String> sessions(String query) {
        return service.get("/sessions" + query).body().path("items").findValuesAsString("id");
    }

    private static void unpublish(String id) {
        service.delete("/publications/" + id);
        service.awaitState("/publications/" + id, "UNPUBLISHED");
    }

    private static void refused(Service.Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.text("detail")).isNotEmpty();
        assertThat(answer.text("hint")).isNotEmpty();
    }
}
