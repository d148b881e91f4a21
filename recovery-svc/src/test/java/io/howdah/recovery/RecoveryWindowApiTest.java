package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The recovery window as it is asked for, over what a mover says of the repository. */
class RecoveryWindowApiTest {

    @TempDir
    static Path home;

    private static StubAgents agents;
    private static Service service;

    @BeforeAll
    static void start() {
        agents = new StubAgents();
        service = Service.start(home, agents.mountUrl(), agents.moverUrl());
    }

    @AfterAll
    static void stop() {
        service.close();
        agents.close();
    }

    @Test
    void isEmptyWithoutABackup() {
        service.registerCluster("empty");
        JsonNode window = service.get("/clusters/empty/recovery-window").body();
        assertThat(window.path("cluster").asString()).isEqualTo("empty");
        assertThat(window.has("from")).isFalse();
        assertThat(window.path("timelines").size()).isZero();
        assertThat(window.path("gaps").size()).isZero();
    }

    @Test
    void isThatPointWithABackupAlone() {
        service.registerCluster("alone");
        String backup = service.backUp("alone");
        JsonNode window = service.get("/clusters/alone/recovery-window").body();
        String stoppedAt = service.get("/backups/" + backup).text("stoppedAt");
        assertThat(window.path("from").asString()).isEqualTo(stoppedAt);
        assertThat(window.path("to").asString()).isEqualTo(stoppedAt);
        assertThat(window.path("timelines").get(0).path("toLsn").asString()).isEqualTo("0/3000138");
    }

    @Test
    void endsJustBeforeTheLastTransactionAndTellsGaps() {
        service.registerCluster("streaming");
        service.backUp("streaming");
        agents.wal.put(
                "streaming",
                Map.of(
                        "segmentBytes",
                        16 << 20,
                        "timelines",
                        List.of(Map.of(
                                "timeline",
                                1,
                                "ranges",
                                List.of(
                                        Map.of(
                                                "from",
                                                "0/2000000",
                                                "to",
                                                "0/5000000",
                                                "lastCommitAt",
                                                "2026-11-21T03:00:00.5Z",
                                                "lastCommitLsn",
                                                "0/4FFFF00"),
                                        Map.of("from", "0/7000000", "to", "0/8000000")),
                                "ancestors",
                                List.of()))));
        JsonNode window = service.get("/clusters/streaming/recovery-window").body();
        assertThat(window.path("to").asString()).isEqualTo("2026-11-21T03:00:00.499999Z");
        JsonNode timeline = window.path("timelines").get(0);
        assertThat(timeline.path("fromLsn").asString()).isEqualTo("0/3000138");
        assertThat(timeline.path("toLsn").asString()).isEqualTo("0/5000000");
        JsonNode gap = window.path("gaps").get(0);
        assertThat(gap.path("fromLsn").asString()).isEqualTo("0/5000000");
        assertThat(gap.path("toLsn").asString()).isEqualTo("0/7000000");
        assertThat(gap.path("from").asString()).isEqualTo("2026-11-21T03:00:00.499999Z");
        assertThat(gap.has("to")).isFalse();
    }

    @Test
    void isNotKnownWhileTheMoverIsAway() {
        service.registerCluster("away");
        agents.answer("GET", "/clusters/away/wal", 10, 503, StubAgents.problem(503, "BUSY", "too much to do"));
        assertThat(service.get("/clusters/away/recovery-window").status()).isEqualTo(503);
        assertThat(service.get("/clusters/unknown/recovery-window").text("code"))
                .isEqualTo("CLUSTER_NOT_FOUND");
    }
}
