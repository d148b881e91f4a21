package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A publication gets another edition, or keeps the one it has. */
class RepublishTest {

    private static final Map<String, Object> DISCARD = Map.of("discardChanges", true);

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;

    private String former;
    private String newer;
    private String id;
    private String path;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = Service.start(home, agents.mountUrl(), agents.moverUrl(), "howdah.recovery.agent.probe-timeout=1s");
        service.registerCluster("shop");
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @BeforeEach
    void publish() {
        former = service.backUp("shop");
        id = service.post("/publications", Map.of("backupId", former)).text("id");
        path = "/publications/" + id;
        service.awaitState(path, "PUBLISHED");
        newer = service.backUp("shop");
    }

    @AfterEach
    void unpublishAndLeaveNothing() {
        agents.release();
        agents.forgetRules();
        service.delete(path);
        service.awaitState(path, "UNPUBLISHED");
        assertThat(agents.leftovers()).isEmpty();
    }

    @Test
    void saysWhatWouldBeLostAndChangesNothing() {
        var refused = service.post(path + "/republish", Map.of());
        refused(refused, 409, "CHANGES_WOULD_BE_LOST");
        assertThat(refused.text("detail")).contains("4096 bytes").contains("2026-11-21T02:00:00.250Z");
        assertThat(refused.body().path("lost").path("bytes").asLong()).isEqualTo(4096);
        assertThat(refused.body().path("lost").path("lastWriteAt").asString()).isEqualTo(StubResources.LAST_WRITE);
        refused(service.post(path + "/republish", null), 409, "CHANGES_WOULD_BE_LOST");
        refused(service.post(path + "/republish", Map.of("discardChanges", false)), 409, "CHANGES_WOULD_BE_LOST");
        assertThat(service.get(path).text("state")).isEqualTo("PUBLISHED");
        assertThat(agents.mounts).containsOnlyKeys(id);
    }

    @Test
    void doesNotNameNumbersThatTheHostDoesNotSay() {
        agents.answer("GET", "/mounts/", 1, 500, null);
        var refused = service.post(path + "/republish", Map.of());
        refused(refused, 409, "CHANGES_WOULD_BE_LOST");
        assertThat(refused.body().path("lost").has("bytes")).isFalse();
    }

    @Test
    void opensTheNewestBackupUnderTheSameConnection() {
        JsonNode before = service.get(path).body();
        var post = service.post(path + "/republish", DISCARD);
        assertThat(post.status()).isEqualTo(202);
        assertThat(post.location()).isEqualTo("/api/v1" + path);
        assertThat(post.text("state")).isIn("PENDING", "MOUNTING", "STARTING");
        JsonNode session = service.awaitEnd(post.text("sessionId"));
        assertThat(session.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(session.path("kind").asString()).isEqualTo("REPUBLISH");
        assertThat(session.path("steps").findValuesAsString("name"))
                .containsExactly("validate", "mount", "stop", "start", "durable", "ready", "discard");

        JsonNode after = service.get(path).body();
        assertThat(after.path("state").asString()).isEqualTo("PUBLISHED");
        assertThat(after.path("backupId").asString()).isEqualTo(newer);
        assertThat(after.path("target").path("type").asString()).isEqualTo("LATEST");
        assertThat(after.path("connection")).isEqualTo(before.path("connection"));
        assertThat(after.path("createdAt")).isEqualTo(before.path("createdAt"));
        assertThat(after.path("publishedAt")).isNotEqualTo(before.path("publishedAt"));
        assertThat(after.path("mountPoint").asString()).isEqualTo("/run/media/howdah/" + id + "-2");
        assertThat(after.path("writeCache").path("path").asString()).isEqualTo("/var/tmp/howdah/" + id + "-2");
        assertThat(after.path("writeCache").path("lastWriteAt").asString()).isEqualTo(StubResources.LAST_WRITE);
        assertThat(after.path("timings").propertyNames())
                .contains("queued", "validate", "mount", "stop", "start", "durable", "ready", "total");
        assertThat(agents.mounts).containsOnlyKeys(id + "-2");
        assertThat(agents.instances).containsOnlyKeys(id);
        assertThat(agents.started.get("instance " + id)).isEqualTo(2);
        assertThat(agents.keptPorts)
                .as("in between, nobody else may get its port")
                .containsExactly(id);
        assertThat(service.delete("/backups/" + former).status()).isEqualTo(204);
        refused(service.delete("/backups/" + newer), 409, "BACKUP_IN_USE");
    }

    @Test
    void goesBackToTheSameBackupAsItWas() {
        republish(Map.of("backupId", former, "discardChanges", true), "SUCCEEDED");
        republish(Map.of("backupId", newer, "discardChanges", true), "SUCCEEDED");
        JsonNode last = republish(Map.of("backupId", former, "discardChanges", true), "SUCCEEDED");
        assertThat(last.path("backupId").asString()).isEqualTo(former);
        assertThat(last.path("target").path("type").asString()).isEqualTo("IMMEDIATE");
        assertThat(agents.mounts).containsOnlyKeys(id + "-4");
    }

    @Test
    void theSameKeyRepublishesOnce() {
        var first = service.post(path + "/republish", DISCARD, "key-r");
        var again = service.post(path + "/republish", DISCARD, "key-r");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text("sessionId")).isEqualTo(first.text("sessionId"));
        service.awaitEnd(first.text("sessionId"));
        assertThat(service.post(path + "/republish", DISCARD, "key-r").text("sessionId"))
                .isEqualTo(first.text("sessionId"));
        refused(service.post(path + "/republish", Map.of(), "key-r"), 422, "IDEMPOTENCY_KEY_REUSED");
        assertThat(agents.started.get("instance " + id)).isEqualTo(2);
    }

    @Test
    void whatCannotBeIsSaidAtOnce() {
        service.registerCluster("other");
        String foreign = service.backUp("other");
        refused(
                service.post(path + "/republish", Map.of("backupId", foreign, "discardChanges", true)),
                422,
                "BACKUP_OF_OTHER_CLUSTER");
        refused(
                service.post(path + "/republish", Map.of("backupId", "none", "discardChanges", true)),
                404,
                "BACKUP_NOT_FOUND");
        refused(
                service.post(
                        path + "/republish",
                        Map.of("target", Map.of("type", "TIME", "value", "2026-01-01"), "discardChanges", true)),
                400,
                "INVALID_VALUE");
        refused(service.post(path + "/republish", Map.of("port", 5433)), 400, "UNKNOWN_FIELD");
        refused(service.post("/publications/none/republish", DISCARD), 404, "PUBLICATION_NOT_FOUND");
        service.delete(path);
        service.awaitState(path, "UNPUBLISHED");
        refused(service.post(path + "/republish", DISCARD), 409, "PUBLICATION_UNPUBLISHED");
        refused(service.post(path + "/republish", Map.of()), 409, "PUBLICATION_UNPUBLISHED");
    }

    /** The steps before the new edition is there, and the call that each waits for. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "validate, POST /mover/instance-checks",
        "mount, PUT /mount/mounts",
        "stop, DELETE /mover/instances",
        "start, PUT /mover/instances",
        "durable, POST /mount/mounts",
        "ready, GET /mover/instances"
    })
    void canceledItBringsTheFormerEditionBack(String step, String call) {
        String session = holdAt(step, call);
        assertThat(service.post("/sessions/" + session + "/cancel", "").status())
                .isEqualTo(202);
        agents.release();
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("CANCELED");
        assertFormerServes();
        assertThat(service.get(path).body().has("error")).isFalse();
        refused(service.post("/sessions/" + session + "/retry", ""), 409, "SESSION_NOT_RETRYABLE");
        republish(DISCARD, "SUCCEEDED");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "validate, POST /mover/instance-checks",
        "mount, PUT /mount/mounts",
        "stop, DELETE /mover/instances",
        "start, PUT /mover/instances",
        "durable, POST /mount/mounts",
        "ready, GET /mover/instances",
        "discard, DELETE /mount/mounts"
    })
    void unpublishedInTheMiddleItLeavesNothing(String step, String call) {
        String session = holdAt(step, call);
        refused(service.post(path + "/republish", DISCARD), 409, "PUBLICATION_BUSY");
        assertThat(service.delete(path).text("state")).isEqualTo("UNPUBLISHING");
        agents.release();
        service.awaitState(path, "UNPUBLISHED");
        assertThat(agents.leftovers()).isEmpty();
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("CANCELED");
        assertThat(service.delete("/backups/" + former).status()).isEqualTo(204);
        assertThat(service.delete("/backups/" + newer).status()).isEqualTo(204);
    }

    @Test
    void bothBackupsStayUntilOneEditionIsGone() {
        String session = holdAt("discard", "DELETE /mount/mounts");
        refused(service.delete("/backups/" + former), 409, "BACKUP_IN_USE");
        refused(service.delete("/backups/" + newer), 409, "BACKUP_IN_USE");
        agents.release();
        service.awaitEnd(session);
    }

    @Test
    void onceTheNewEditionIsThereItOnlyGoesForward() {
        String session = holdAt("discard", "DELETE /mount/mounts");
        refused(service.post("/sessions/" + session + "/cancel", ""), 409, "SESSION_NOT_CANCELABLE");
        assertThat(service.get(path).text("state")).isEqualTo("PUBLISHED");
        assertThat(service.get(path).text("backupId")).isEqualTo(newer);
        agents.release();
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aFailedStartBringsTheFormerEditionBackAndRetryTriesAgain() {
        failOneStart();
        JsonNode failed = republish(DISCARD, "FAILED");
        assertThat(failed.path("state").asString()).isEqualTo("PUBLISHED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("INSTANCE_FAILED_TO_START");
        assertFormerServes();
        assertThat(service.delete("/backups/" + newer).status()).isEqualTo(204);
        newer = service.backUp("shop");
        republish(DISCARD, "SUCCEEDED");
        assertThat(service.get(path).body().has("error")).isFalse();
    }

    /** What can go wrong when the mount of an instance dies after the start has been committed. */
    @Test
    void anInstanceThatWasInterruptedOnceItHadStartedIsStartedAgain() {
        String session = holdAt("ready", "GET /mover/instances");
        agents.instances.get(id).put("state", "FAILED");
        agents.instances
                .get(id)
                .put("error", StubAgents.problem(503, "INSTANCE_INTERRUPTED", "its mount went away while it started"));
        agents.release();
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(service.get(path).text("backupId")).isEqualTo(newer);
        assertThat(agents.started.get("instance " + id)).isEqualTo(3);
        assertThat(agents.instances.get(id).get("port")).isEqualTo(StubResources.FREE_PORT);
    }

    @Test
    void aFailedSessionIsRetriedUnlessAnotherHasFollowed() {
        failOneStart();
        String session = service.post(path + "/republish", DISCARD).text("sessionId");
        service.awaitEnd(session);
        assertThat(service.post("/sessions/" + session + "/retry", "").status()).isEqualTo(202);
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(service.get(path).text("backupId")).isEqualTo(newer);

        failOneStart();
        session = service.post(path + "/republish", DISCARD).text("sessionId");
        service.awaitEnd(session);
        republish(DISCARD, "SUCCEEDED");
        refused(service.post("/sessions/" + session + "/retry", ""), 409, "SESSION_SUPERSEDED");
    }

    @Test
    void aRefusalOfTheHostLeavesTheFormerEditionAlone() {
        agents.answer(
                "GET",
                "/mount/host",
                1,
                200,
                Map.of(
                        "osUser",
                        "root",
                        "mountRoot",
                        "/m",
                        "writeCacheRoot",
                        "/c",
                        "writeCacheFreeBytes",
                        1,
                        "writeCacheMinimumBytes",
                        2,
                        "problems",
                        java.util.List.of(StubAgents.problem(422, "WRITE_CACHE_TOO_SMALL", "2 bytes are needed"))));
        JsonNode failed = republish(DISCARD, "FAILED");
        assertThat(failed.path("state").asString()).isEqualTo("PUBLISHED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("WRITE_CACHE_TOO_SMALL");
        assertFormerServes();
        assertThat(agents.started.get("instance " + id)).isEqualTo(1);
    }

    @Test
    void withoutPatienceLeftItSaysFailedAndCancelBringsTheFormerEditionBack() {
        agents.answer("PUT", "/mover/instances/", 100, 500, null);
        JsonNode failed = republish(DISCARD, "FAILED");
        assertThat(failed.path("state").asString()).isEqualTo("FAILED");
        assertThat(failed.path("error").path("code").asString()).isIn("AGENT_ERROR", "AGENT_UNREACHABLE");
        agents.forgetRules();
        String session = failed.path("sessionId").asString();
        service.post("/sessions/" + session + "/cancel", "");
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("CANCELED");
        assertFormerServes();
    }

    @Test
    void anEditionThatStaysBehindIsRemovedByTheNextSession() {
        agents.answer("DELETE", "/mount/mounts/", 100, 409, StubAgents.problem(409, "MOUNT_BUSY", "psql is in it"));
        JsonNode failed = republish(DISCARD, "FAILED");
        assertThat(failed.path("state").asString()).isEqualTo("PUBLISHED");
        assertThat(failed.path("error").path("code").asString()).isEqualTo("MOUNT_BUSY");
        assertThat(failed.path("backupId").asString()).isEqualTo(newer);
        assertThat(agents.mounts).containsOnlyKeys(id, id + "-2");
        agents.forgetRules();
        republish(DISCARD, "SUCCEEDED");
        assertThat(agents.mounts).containsOnlyKeys(id + "-3");
    }

    @Test
    void aFormerEditionWhoseMountIsGoneStaysAway() {
        agents.mounts.remove(id);
        agents.instances.remove(id);
        failOneStart();
        JsonNode failed = republish(Map.of(), "FAILED");
        assertThat(failed.path("state").asString()).isEqualTo("FAILED");
        assertThat(agents.leftovers())
                .as("until it is unpublished, nobody else gets its port")
                .containsExactly("port of instance " + id);
        assertThat(republish(Map.of(), "SUCCEEDED").path("state").asString()).isEqualTo("PUBLISHED");
    }

    @Test
    void aPublicationThatNeverCameUpHasNothingToLose() {
        failOneStart();
        String failed =
                service.post("/publications", Map.of("backupId", former)).text("id");
        service.awaitState("/publications/" + failed, "FAILED");
        var post = service.post("/publications/" + failed + "/republish", Map.of());
        assertThat(post.status()).as("%s", post).isEqualTo(202);
        service.awaitEnd(post.text("sessionId"));
        assertThat(service.get("/publications/" + failed).text("state")).isEqualTo("PUBLISHED");
        service.delete("/publications/" + failed);
        service.awaitState("/publications/" + failed, "UNPUBLISHED");
    }

    @Test
    void showsWhetherTheInstanceIsThereNow() {
        agents.instances.get(id).put("state", "STARTING");
        JsonNode dead = service.get(path).body();
        assertThat(dead.path("state").asString()).isEqualTo("STARTING");
        assertThat(dead.path("error").path("code").asString()).isEqualTo("INSTANCE_NOT_READY");
        agents.instances.get(id).put("state", "STOPPED");
        JsonNode stopped = service.get(path).body();
        assertThat(stopped.path("state").asString()).isEqualTo("FAILED");
        assertThat(stopped.path("error").path("code").asString()).isEqualTo("INSTANCE_SHUT_DOWN");
        agents.instances.get(id).put("state", "READY");
        JsonNode ready = service.get(path).body();
        assertThat(ready.path("state").asString()).isEqualTo("PUBLISHED");
        assertThat(ready.has("error")).isFalse();
        agents.answer("GET", "/mover/instances/", 1, 500, null);
        assertThat(service.get(path).text("state")).isEqualTo("PUBLISHED");
        agents.hold("GET /mover/instances");
        agents.hold("GET /mount/mounts");
        long begun = System.nanoTime();
        assertThat(service.get(path).text("state")).isEqualTo("PUBLISHED");
        assertThat(System.nanoTime() - begun)
                .as("both agents have one and the same moment")
                .isLessThan(1_900_000_000L);
    }

    /** Begins to republish and returns the session once it waits in that step for that call. */
    private String holdAt(String step, String call) {
        agents.hold(call + "/");
        if (call.endsWith("instance-checks")) {
            agents.hold(call);
        }
        int before = agents.calls.size();
        String session = service.post(path + "/republish", DISCARD).text("sessionId");
        Awaitility.await(call)
                .until(() -> agents.calls.subList(before, agents.calls.size()).stream()
                        .anyMatch(made -> made.toString().startsWith(call)
                                && made.session().equals(session)));
        JsonNode steps = service.get("/sessions/" + session).body().path("steps");
        Awaitility.await(step)
                .until(() -> service.get("/sessions/" + session)
                        .body()
                        .path("steps")
                        .valueStream()
                        .anyMatch(one -> one.path("name").asString().equals(step)
                                && one.path("state").asString().equals("RUNNING")));
        assertThat(steps.size()).isEqualTo(7);
        return session;
    }

    private JsonNode republish(Map<String, ?> body, String end) {
        var post = service.post(path + "/republish", body);
        assertThat(post.status()).as("%s", post).isEqualTo(202);
        JsonNode session = service.awaitEnd(post.text("sessionId"));
        assertThat(session.path("state").asString()).as("%s", session).isEqualTo(end);
        return service.get(path).body();
    }

    private static void failOneStart() {
        agents.answer(
                "PUT",
                "/mover/instances/",
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
                        StubAgents.problem(422, "INSTANCE_FAILED_TO_START", "postgres exited with 1")));
    }

    private void assertFormerServes() {
        JsonNode publication = service.get(path).body();
        assertThat(publication.path("state").asString()).isEqualTo("PUBLISHED");
        assertThat(publication.path("backupId").asString()).isEqualTo(former);
        assertThat(agents.mounts).containsOnlyKeys(id);
        assertThat(agents.started.get("mount " + id)).as("the same mount").isEqualTo(1);
        assertThat(agents.instances).containsOnlyKeys(id);
        assertThat(agents.instances.get(id).get("port")).isEqualTo(StubResources.FREE_PORT);
        assertThat(agents.instances.get(id).get("spec").toString()).contains("/run/media/howdah/" + id + "/data");
    }

    private static void refused(Service.Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.text("detail")).isNotEmpty();
        assertThat(answer.text("hint")).isNotEmpty();
    }
}
