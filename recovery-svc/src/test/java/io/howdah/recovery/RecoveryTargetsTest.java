package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Publications and exports at recovery targets, as far as they are asked for, chosen, and passed on. */
class RecoveryTargetsTest {

    private static final String LAST_COMMIT = "2026-11-21T03:00:00.5Z";

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;
    private static String older;
    private static String newer;

    /** Two backups that ended at one LSN at different times, WAL behind them, a gap, and WAL behind that. */
    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = Service.start(home, agents.mountUrl(), agents.moverUrl());
        service.registerCluster("shop");
        older = service.backUp("shop");
        newer = service.backUp("shop");
        agents.wal.put("shop", wal(range("0/2000000", "0/5000000"), Map.of("from", "0/7000000", "to", "0/8000000")));
    }

    private static Map<String, Object> wal(Object... ranges) {
        return Map.of(
                "segmentBytes",
                16 << 20,
                "timelines",
                List.of(Map.of("timeline", 1, "ranges", List.of(ranges), "ancestors", List.of())));
    }

    private static Map<String, Object> range(String from, String to) {
        return Map.of("from", from, "to", to, "lastCommitAt", LAST_COMMIT, "lastCommitLsn", "0/4FFFF00");
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @AfterEach
    void leaveNothing() {
        agents.release();
        agents.forgetRules();
        for (JsonNode publication : service.get("/publications").body().path("items")) {
            String path = "/publications/" + publication.path("id").asString();
            service.delete(path);
            service.awaitState(path, "UNPUBLISHED");
        }
        assertThat(agents.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TIME, 2026-11-21 02:00:00+00, 2026-11-21 02:00:00.000000+00:00, true",
        "TIME, 2026-11-21T03:00:00.5Z, 2026-11-21 03:00:00.500000+00:00, false",
        "LSN, 0/4000028, 0/4000028, false",
        "XID, 742, 742, true",
        "NAME, before the sale, before the sale,",
    })
    void theInstanceIsToldWhatWasAskedFor(String type, String value, String sent, Boolean inclusive) {
        JsonNode publication = published(Map.of("cluster", "shop", "target", target(type, value, inclusive)));
        JsonNode told = spec(publication.path("id").asString());
        assertThat(told.path("type").asString()).isEqualTo(type);
        assertThat(told.path("value").asString()).isEqualTo(sent);
        assertThat(told.path("inclusive").asBooleanOpt().orElse(null)).isEqualTo(inclusive);
        assertThat(told.path("timeline").asString()).isEqualTo("1");
        assertThat(publication.path("target").path("value").asString()).isEqualTo(value);
        assertThat(publication.path("target").path("timeline").asString()).isEqualTo("1");
    }

    @Test
    void theNewestBackupThatCanServeIsChosenUnlessOneIsNamed() {
        String stoppedAt = service.get("/backups/" + newer).text("stoppedAt");
        Object early = target("TIME", Instant.parse(stoppedAt).minusMillis(1).toString(), true);
        Object late = target("TIME", stoppedAt, true);
        assertThat(backupOf(Map.of("cluster", "shop", "target", early))).isEqualTo(older);
        assertThat(backupOf(Map.of("cluster", "shop", "target", late))).isEqualTo(newer);
        assertThat(backupOf(Map.of("backupId", older, "target", late))).isEqualTo(older);
        refused(
                Map.of("backupId", newer, "target", early),
                "TARGET_OUTSIDE_WINDOW",
                "it is before " + stoppedAt,
                "TIME",
                stoppedAt);
    }

    private static String backupOf(Map<String, Object> request) {
        return published(request).path("backupId").asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "TIME | 2001-01-01T00:00:00Z | it is before | TIME | 2026-11-21T01:30:05Z",
                "TIME | 2026-11-21T03:00:00.5Z | WAL from 0/5000000 to 0/7000000 on timeline 1 is missing | TIME | 2026-11-21T03:00:00.499999Z",
                "LSN | 0/3000000 | it is before 0/3000138 | LSN | 0/3000138",
                "LSN | 0/6000000 | WAL from 0/5000000 to 0/7000000 on timeline 1 is missing | LSN | 0/4FFFF00",
                "LSN | 0/7000028 | WAL from 0/5000000 to 0/7000000 on timeline 1 is missing | LSN | 0/4FFFF00",
                "LATEST | null | WAL from 0/5000000 to 0/7000000 on timeline 1 is missing | LSN | 0/4FFFF00",
            })
    void aTargetThatCannotBeReachedIsRefusedWithTheNearest(
            String type, String value, String why, String nearestType, String nearest) {
        refused(
                Map.of("cluster", "shop", "target", target(type, value, null)),
                "TARGET_OUTSIDE_WINDOW",
                why,
                nearestType,
                nearest);
    }

    @Test
    void behindTheLastTransactionThereIsNothing() {
        service.registerCluster("whole");
        service.backUp("whole");
        agents.wal.put("whole", wal(range("0/2000000", "0/5000000")));
        refused(
                Map.of("cluster", "whole", "target", target("TIME", "2026-11-21T09:00:00Z", null)),
                "TARGET_OUTSIDE_WINDOW",
                "the last archived transaction ended at 2026-11-21T03:00:00.500Z",
                "TIME",
                "2026-11-21T03:00:00.499999Z");
        refused(
                Map.of("cluster", "whole", "target", target("LSN", "0/5000028", null)),
                "TARGET_OUTSIDE_WINDOW",
                "the archived WAL ends at 0/5000000",
                "LSN",
                "0/4FFFF00");
        service.registerCluster("bare");
        service.backUp("bare");
        refused(
                Map.of("cluster", "bare", "target", target("NAME", "anywhere", null)),
                "TARGET_OUTSIDE_WINDOW",
                "no transaction that ended after the backup is archived",
                "IMMEDIATE",
                "");
        assertThat(spec(published(Map.of("cluster", "bare")).path("id").asString())
                        .path("type")
                        .asString())
                .isEqualTo("LATEST");
    }

    @Test
    void anExportAndARepublicationTakeTheSameTargets() {
        Map<String, Object> early = target("TIME", "2001-01-01T00:00:00Z", null);
        var export = service.post(
                "/exports",
                Map.of("source", Map.of("cluster", "shop", "target", early), "target", Map.of("directory", "/dumps")));
        assertThat(export.text("code")).isEqualTo("TARGET_OUTSIDE_WINDOW");
        String path = "/publications/"
                + published(Map.of("backupId", older)).path("id").asString();
        var republish = service.post(path + "/republish", Map.of("target", early, "discardChanges", true));
        assertThat(republish.text("code")).isEqualTo("TARGET_OUTSIDE_WINDOW");
        assertThat(republish.body().path("nearest").path("type").asString()).isEqualTo("TIME");
        assertThat(service.get(path).text("state")).isEqualTo("PUBLISHED");

        Object xid = target("XID", "742", false);
        String session = service.post(path + "/republish", Map.of("target", xid, "discardChanges", true))
                .text("sessionId");
        assertThat(service.awaitEnd(session).path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(spec(path.substring(path.lastIndexOf('/') + 1)).path("value").asString())
                .isEqualTo("742");
    }

    @Test
    void anExportOpensTheBackupAtItsTarget() {
        agents.answer("POST", "/transfer-checks", 1, 200, Map.of("problems", List.of()));
        agents.answer("GET", "/databases", 1, 422, StubAgents.problem(422, "NO_DATABASES", "none"));
        agents.hold("GET /mover/instances/");
        var export = service.post(
                "/exports",
                Map.of(
                        "source",
                        Map.of("cluster", "shop", "target", target("LSN", "0/4000028", false)),
                        "target",
                        Map.of("directory", "/dumps")));
        String id = export.text("id");
        Awaitility.await("the instance of export " + id)
                .atMost(Duration.ofSeconds(20))
                .until(() -> agents.instances.containsKey(id));
        assertThat(spec(id).path("value").asString()).isEqualTo("0/4000028");
        assertThat(spec(id).path("inclusive").asBoolean()).isFalse();
        agents.release();
        assertThat(service.awaitEnd(export.text("sessionId"))
                        .path("error")
                        .path("code")
                        .asString())
                .isEqualTo("NO_DATABASES");
        service.delete("/exports/" + id);
        service.awaitState("/exports/" + id, "CANCELED");
    }

    @Test
    void theSessionTellsHowFarRecoveryIs() {
        agents.answer("PUT", "/instances/", 1, 200, recovering("0/4000000", "2026-11-21T02:15:00.25Z"));
        agents.answer("GET", "/instances/", 20, 200, recovering("0/4000000", "2026-11-21T02:15:00.25Z"));
        var publication =
                service.post("/publications", Map.of("cluster", "shop", "target", target("LSN", "0/4FFFF00", null)));
        String session = "/sessions/" + publication.text("sessionId");
        JsonNode progress = Awaitility.await("progress of " + session)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> service.get(session).body().path("progress"), told -> told.has("replayedLsn"));
        assertThat(progress.path("replayedLsn").asString()).isEqualTo("0/4000000");
        assertThat(progress.path("replayedTime").asString()).isEqualTo("2026-11-21T02:15:00.25Z");
    }

    private static Map<String, Object> recovering(String lsn, String time) {
        return Map.of(
                "id",
                "p",
                "state",
                "STARTING",
                "spec",
                Map.of("dataDirectory", "/data", "major", 15),
                "replayedLsn",
                lsn,
                "replayedTime",
                time);
    }

    @Test
    void whatIsArchivedMustBeKnownButForTheNewest() {
        agents.answer("GET", "/clusters/shop/wal", 100, 503, StubAgents.problem(503, "BUSY", "too much to do"));
        assertThat(service.post("/publications", Map.of("cluster", "shop", "target", target("LSN", "0/4000028", null)))
                        .status())
                .isEqualTo(503);
        JsonNode newest = published(Map.of("cluster", "shop"));
        assertThat(newest.path("backupId").asString()).isEqualTo(newer);
        assertThat(spec(newest.path("id").asString()).path("type").asString()).isEqualTo("LATEST");
        assertThat(published(Map.of("backupId", older)).path("backupId").asString())
                .isEqualTo(older);
    }

    @ParameterizedTest
    @CsvSource({"7, TIMELINE_NOT_FOUND, 422", "last, INVALID_VALUE, 400", "0, INVALID_VALUE, 400"})
    void aTimelineMustBeThere(String timeline, String code, int status) {
        Map<String, Object> target = target("LSN", "0/4000028", null);
        target.put("timeline", timeline);
        var answer = service.post("/publications", Map.of("cluster", "shop", "target", target));
        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }

    private static Map<String, Object> target(String type, String value, Boolean inclusive) {
        Map<String, Object> target = new LinkedHashMap<>(Map.of("type", type));
        if (value != null) {
            target.put("value", value);
        }
        if (inclusive != null) {
            target.put("inclusive", inclusive);
        }
        return target;
    }

    private static JsonNode published(Map<String, Object> request) {
        var answer = service.post("/publications", request);
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return service.awaitState("/publications/" + answer.text("id"), "PUBLISHED");
    }

    /** The target that the mover was told. */
    private static JsonNode spec(String instance) {
        return ((JsonNode) agents.instances.get(instance).get("spec")).path("target");
    }

    private static void refused(
            Map<String, Object> request, String code, String why, String nearestType, String nearest) {
        var answer = service.post("/publications", request);
        assertThat(answer.status()).as("%s", answer).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.text("detail")).contains(why);
        assertThat(answer.body().path("nearest").path("type").asString()).isEqualTo(nearestType);
        assertThat(answer.body().path("nearest").path("value").asString("")).isEqualTo(nearest);
    }
}
