package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A restore from its request to its end, with agents that only say that they have done it. */
class RestoreTest {

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;

    private String backup;

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

    @BeforeEach
    void backUp() {
        backup = service.backUp("shop");
    }

    @AfterEach
    void leavesNothing() {
        agents.release();
        agents.forgetRules();
        assertThat(agents.copies).isEmpty();
        assertThat(agents.mounts).isEmpty();
    }

    @Test
    void copiesRecoversAndLetsGo() {
        Map<String, Object> request = request();
        request.put("port", 7777);
        request.put("tablespaceMapping", Map.of("fast", "/srv/fast"));
        var post = service.post("/restores", request);
        assertThat(post.status()).isEqualTo(202);
        String path = "/restores/" + post.text("id");
        assertThat(post.location()).isEqualTo("/api/v1" + path);
        JsonNode session = service.awaitEnd(post.text("sessionId"));
        assertThat(session.path("kind").asString()).isEqualTo("RESTORE");
        assertThat(session.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(session.path("progress").path("bytesTotal").asLong()).isEqualTo(1000);
        assertThat(session.path("steps").findValuesAsString("name"))
                .containsExactly("validate", "mount", "copy", "recover", "finish");

        JsonNode restore = service.get(path).body();
        assertThat(restore.path("state").asString()).isEqualTo("RESTORED");
        assertThat(restore.path("backupId").asString()).isEqualTo(backup);
        assertThat(restore.path("postRestoreAction").asString()).isEqualTo("PROMOTE");
        assertThat(restore.path("connection").path("port").asInt()).isEqualTo(7777);
        assertThat(restore.path("reachedLsn").asString()).isEqualTo("0/3000138");
        assertThat(restore.path("timings").propertyNames()).contains("validate", "copy", "recover", "total");
        assertThat(agents.recoveries).isEmpty();
        assertThat(service.get("/restores?cluster=shop&state=RESTORED")
                        .body()
                        .path("items")
                        .findValuesAsString("id"))
                .contains(post.text("id"));
        assertThat(service.delete("/backups/" + backup).status())
                .as("the backup is free")
                .isEqualTo(204);

        assertThat(service.delete(path).status()).isEqualTo(204);
        assertThat(service.get(path).status()).isEqualTo(404);
    }

    @Test
    void pausesUntilItIsPromoted() {
        Map<String, Object> request = request();
        request.put("postRestoreAction", "PAUSE");
        String id = service.post("/restores", request).text("id");
        service.awaitState("/restores/" + id, "PAUSED");
        assertThat(agents.recoveries).containsKey(id);

        var promote = service.post("/restores/" + id + "/promote", null, "one");
        assertThat(promote.status()).isEqualTo(202);
        assertThat(service.post("/restores/" + id + "/promote", null, "one").text("sessionId"))
                .isEqualTo(promote.text("sessionId"));
        assertThat(service.awaitEnd(promote.text("sessionId")).path("kind").asString())
                .isEqualTo("PROMOTE");

        assertThat(service.get("/restores/" + id).text("state")).isEqualTo("RESTORED");
        assertThat(agents.recoveries).doesNotContainKey(id);
        assertThat(service.post("/restores/" + id + "/promote", null).text("code"))
                .isEqualTo("RESTORE_NOT_PAUSED");
    }

    @Test
    void archivedWalComesByAMountUntilItIsRecovered() {
        Map<String, Object> request = toLsn();
        var gate = agents.hold("PUT /mover/recoveries/");
        String id = service.post("/restores", request).text("id");
        service.awaitState("/restores/" + id, "RECOVERING");
        assertThat(agents.mounts).containsOnlyKeys(id);
        gate.countDown();
        agents.release();
        JsonNode restore = service.awaitState("/restores/" + id, "RESTORED");
        assertThat(restore.path("target").path("value").asString()).isEqualTo("0/4000000");
        assertThat(restore.path("timings").propertyNames()).contains("mount");
        assertThat(agents.mounts).isEmpty();
    }

    @Test
    void oneThatPausesKeepsItsMountUntilItIsPromotedOrForgotten() {
        Map<String, Object> request = toLsn();
        request.put("postRestoreAction", "PAUSE");
        String promoted = service.post("/restores", request).text("id");
        String forgotten = service.post("/restores", request).text("id");
        service.awaitState("/restores/" + promoted, "PAUSED");
        service.awaitState("/restores/" + forgotten, "PAUSED");
        assertThat(agents.mounts).containsOnlyKeys(promoted, forgotten);
        JsonNode spec = (JsonNode) agents.recoveries.get(promoted).get("spec");
        assertThat(spec.path("walDirectory").asString()).isEqualTo("/run/media/howdah/" + promoted + "/wal");
        assertThat(spec.path("target").path("value").asString()).isEqualTo("0/4000000");
        assertThat(spec.path("target").path("inclusive").asBoolean(true)).isFalse();
        assertThat(spec.path("target").path("timeline").asString()).isEqualTo("1");
        assertThat(service.delete("/backups/" + backup).text("code")).isEqualTo("BACKUP_IN_USE");

        service.awaitEnd(
                service.post("/restores/" + promoted + "/promote", null).text("sessionId"));
        assertThat(agents.mounts).containsOnlyKeys(forgotten);

        agents.answer("DELETE", "/recoveries/", 100, 503, StubAgents.problem(503, "BUSY", "too much to do"));
        assertThat(service.delete("/restores/" + forgotten).status())
                .as("it cannot be let go")
                .isEqualTo(503);
        assertThat(service.get("/restores/" + forgotten).text("state")).isEqualTo("PAUSED");
        agents.forgetRules();
        assertThat(service.delete("/restores/" + forgotten).status()).isEqualTo(204);
        assertThat(agents.recoveries).isEmpty();
        assertThat(service.delete("/backups/" + backup).status()).isEqualTo(204);
    }

    @Test
    void canceledInTheMiddleItLeavesNothing() {
        var gate = agents.hold("PUT /mover/recoveries/");
        String id = service.post("/restores", request()).text("id");
        service.awaitState("/restores/" + id, "RECOVERING");
        assertThat(service.delete("/hosts/local").status())
                .as("the host is in use")
                .isEqualTo(409);
        assertThat(service.delete("/backups/" + backup).text("code")).isEqualTo("BACKUP_IN_USE");

        assertThat(service.delete("/restores/" + id).status()).isEqualTo(202);
        gate.countDown();
        agents.release();
        service.awaitState("/restores/" + id, "CANCELED");

        assertThat(agents.recoveries).doesNotContainKey(id);
        assertThat(agents.callsTo("DELETE", "/copies/" + id)).isNotEmpty();
        assertThat(service.delete("/restores/" + id).status()).isEqualTo(204);
    }

    @Test
    void whatTheMoverRefusesIsItsError() {
        agents.answer(
                "PUT", "/copies/", 1, 409, StubAgents.problem(409, "DATA_DIRECTORY_NOT_EMPTY", "it is not empty"));
        String id = service.post("/restores", request()).text("id");

        JsonNode failed = service.awaitState("/restores/" + id, "FAILED");

        assertThat(failed.path("error").path("code").asString()).isEqualTo("DATA_DIRECTORY_NOT_EMPTY");
        assertThat(service.delete("/restores/" + id).status()).isEqualTo(204);
    }

    @Test
    void whatIsThereIsEitherSetAsideOrChanged() {
        Map<String, Object> request = request();
        request.put("delta", true);
        var gate = agents.hold("PUT /mover/recoveries/");
        String id = service.post("/restores", request).text("id");
        service.awaitState("/restores/" + id, "RECOVERING");
        JsonNode spec = (JsonNode) agents.copies.get(id).get("spec");
        assertThat(spec.path("delta").asBoolean()).isTrue();
        assertThat(spec.path("overwrite").asBoolean()).isFalse();
        gate.countDown();
        agents.release();
        service.awaitState("/restores/" + id, "RESTORED");

        request.put("overwrite", true);
        var both = service.post("/restores", request);
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.text("code")).isEqualTo("INVALID_VALUE");
    }

    @Test
    void thereIsNothingToPauseAtWithoutATarget() {
        Map<String, Object> request = request();
        request.put("postRestoreAction", "PAUSE");
        request.put("target", Map.of("type", "LATEST"));
        assertThat(service.post("/restores", request).text("code")).isEqualTo("PAUSE_WITHOUT_TARGET");
    }

    private Map<String, Object> toLsn() {
        Map<String, Object> range = Map.of(
                "from",
                "0/2000000",
                "to",
                "0/5000000",
                "lastCommitAt",
                "2026-11-21T03:00:00Z",
                "lastCommitLsn",
                "0/4FFFF00");
        agents.wal.put(
                "shop",
                Map.of(
                        "segmentBytes",
                        16 << 20,
                        "timelines",
                        List.of(Map.of("timeline", 1, "ranges", List.of(range), "ancestors", List.of()))));
        Map<String, Object> request = request();
        request.put("target", Map.of("type", "LSN", "value", "0/4000000", "inclusive", false));
        return request;
    }

    private Map<String, Object> request() {
        return new HashMap<>(Map.of("backupId", backup, "dataDirectory", "/srv/restored"));
    }
}
