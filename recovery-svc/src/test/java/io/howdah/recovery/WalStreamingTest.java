package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streaming is what was asked for last, however agents and recovery-svc come and go. */
class WalStreamingTest {

    private static final String SHOP = "/clusters/shop/wal-streaming";

    @TempDir
    Path home;

    private StubAgents agents;
    private Service service;

    @BeforeEach
    void start() {
        agents = new StubAgents();
        startService();
        service.registerCluster("shop");
    }

    private void startService() {
        service = Service.start(home, agents.mountUrl(), agents.moverUrl(), "howdah.recovery.wal.upkeep=50ms");
    }

    @AfterEach
    void stop() {
        service.close();
        agents.close();
    }

    @Test
    void isSwitchedOnAndOff() {
        assertThat(service.get(SHOP).text("state")).isEqualTo("OFF");
        assertThat(service.delete(SHOP).text("state")).isEqualTo("OFF");
        assertThat(service.put(SHOP, null).status()).isEqualTo(200);
        var streaming = service.awaitState(SHOP, "STREAMING");
        assertThat(streaming.path("host").asString()).isEqualTo("local");
        assertThat(streaming.path("receivedLsn").asString()).isEqualTo("0/5000200");
        assertThat(streaming.path("archivedLsn").asString()).isEqualTo("0/5000100");
        assertThat(streaming.path("lagBytes").asLong()).isEqualTo(256);
        assertThat(streaming.has("since")).isTrue();
        service.put(SHOP, Map.of());
        assertThat(agents.receivers).as("asked for twice").hasSize(1);

        var refused = service.delete("/clusters/shop");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("CLUSTER_IN_USE");
        assertThat(refused.text("detail")).contains("WAL streaming");

        assertThat(service.delete(SHOP).status()).isEqualTo(200);
        service.awaitState(SHOP, "OFF");
        assertThat(agents.receivers).isEmpty();
        assertThat(service.delete("/clusters/shop").status()).isEqualTo(204);
        assertThat(service.get(SHOP).text("code")).isEqualTo("CLUSTER_NOT_FOUND");
        assertThat(service.put(SHOP, null).text("code")).isEqualTo("CLUSTER_NOT_FOUND");
    }

    @Test
    void aMoverThatIsAwayGetsItWhenItIsBack() {
        agents.answer("PUT", "/wal-receivers/", 1000, 503, StubAgents.problem(503, "BUSY", "too much to do"));
        service.put(SHOP, null);
        await().untilAsserted(() -> {
            var waiting = service.get(SHOP);
            assertThat(waiting.text("state")).isEqualTo("STARTING");
            assertThat(waiting.body().path("error").path("code").asString()).isEqualTo("BUSY");
        });
        service.close();
        startService();
        assertThat(service.get(SHOP).text("state")).as("it is not forgotten").isEqualTo("STARTING");
        agents.forgetRules();
        assertThat(service.awaitState(SHOP, "STREAMING").has("error")).isFalse();
        assertThat(agents.receivers).hasSize(1);
    }

    @Test
    void aMoverThatHasForgottenItIsToldAgain() {
        service.put(SHOP, null);
        service.awaitState(SHOP, "STREAMING");
        agents.clusters.clear();
        agents.receivers.clear();
        service.awaitState(SHOP, "STREAMING");
        assertThat(agents.clusters).containsKey("shop");
        assertThat(agents.receivers).hasSize(1);
    }

    @Test
    void whatCannotBeRemovedYetIsRemovedLater() {
        service.put(SHOP, null);
        service.awaitState(SHOP, "STREAMING");
        agents.answer(
                "DELETE",
                "/wal-receivers/",
                1000,
                503,
                StubAgents.problem(503, "SOURCE_UNREACHABLE", "cluster shop cannot be asked"));
        service.delete(SHOP);
        await().untilAsserted(() -> {
            var stopping = service.get(SHOP);
            assertThat(stopping.text("state")).isEqualTo("STOPPING");
            assertThat(stopping.body().path("error").path("code").asString()).isEqualTo("SOURCE_UNREACHABLE");
        });
        assertThat(service.delete("/clusters/shop").text("code")).isEqualTo("CLUSTER_IN_USE");
        agents.forgetRules();
        service.awaitState(SHOP, "OFF");
        assertThat(agents.receivers).isEmpty();
    }

    @Test
    void whatTheMoverSaysIsTold() {
        service.put(SHOP, null);
        service.awaitState(SHOP, "STREAMING");
        agents.receivers.values().forEach(receiver -> {
            receiver.put("state", "INTERRUPTED");
            receiver.put("error", StubAgents.problem(507, "REPOSITORY_FULL", "no space is left"));
        });
        var interrupted = service.get(SHOP);
        assertThat(interrupted.text("state")).isEqualTo("INTERRUPTED");
        assertThat(interrupted.body().path("error").path("code").asString()).isEqualTo("REPOSITORY_FULL");
        assertThat(interrupted.text("archivedLsn")).isEqualTo("0/5000100");
    }

    /** So that a call to make it that arrives after the one to remove it makes nothing. */
    @Test
    void makingAndRemovingAreNumbered() {
        service.put(SHOP, null);
        service.awaitState(SHOP, "STREAMING");
        service.delete(SHOP);
        service.awaitState(SHOP, "OFF");
        assertThat(agents.callsTo("PUT", "/wal-receivers/")).isNotEmpty().allMatch(call -> call.fence() == 1);
        assertThat(agents.callsTo("DELETE", "/wal-receivers/")).isNotEmpty().allMatch(call -> call.fence() > 1);
    }

    @Test
    void followsItsClusterToAnotherHost() {
        try (StubAgents others = new StubAgents()) {
            service.put(SHOP, null);
            service.awaitState(SHOP, "STREAMING");
            service.put(
                    "/hosts/other",
                    Map.of(
                            "mountUrl", others.mountUrl().toString(),
                            "moverUrl", others.moverUrl().toString()));
            service.put(
                    "/clusters/shop",
                    Map.of("host", "other", "dataDirectory", "/pgdata", "port", 5432, "user", "postgres"));
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(others.receivers).hasSize(1);
                assertThat(agents.receivers).isEmpty();
                assertThat(agents.clusters).isEmpty();
                assertThat(service.get(SHOP).text("host")).isEqualTo("other");
            });
        }
    }
}
