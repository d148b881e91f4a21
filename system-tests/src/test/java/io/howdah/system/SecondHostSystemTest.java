package io.howdah.system;

import static io.howdah.system.ExportStage.delivered;
import static io.howdah.system.ExportStage.path;
import static io.howdah.system.ExportStage.restore;
import static io.howdah.system.ExportStage.session;
import static io.howdah.system.TwoHosts.ONE;
import static io.howdah.system.TwoHosts.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** All operations on a second host, over a network that fails. */
class SecondHostSystemTest {

    /** A transfer takes half a minute then, and its middle is not missed. */
    private static final int SLOW = 8;

    private static final String SUM = "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM big t";

    private static TwoHosts hosts;
    private static Api api;
    private RestoreGround ground;

    @BeforeAll
    static void set() throws IOException {
        Optional<String> obstacle = Network.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle.orElse(""));
        hosts = TwoHosts.set();
        api = hosts.api();
    }

    @AfterAll
    static void takeDown() {
        if (hosts != null) {
            hosts.close();
        }
    }

    @BeforeEach
    void prepare() {
        ground = RestoreGround.create();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        ground.close();
        for (String host : List.of(ONE, TWO)) {
            assertThat(Traces.of(hosts.suite(host))).as(host).isEqualTo(Traces.expected(List.of(), List.of()));
            assertThat(hosts.agent(host, "mover-svc").get("/instances").body()).isEmpty();
            assertThat(hosts.agent(host, "mount-svc").get("/mounts").body()).isEmpty();
        }
        for (Path directory : List.of(Path.of("/var/tmp"), Path.of("/tmp"))) {
            try (Stream<Path> children = Files.list(directory)) {
                List<String> exports = api.get("/api/v1/exports")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(export -> "howdah-dump-" + export.path("id").asString())
                        .toList();
                assertThat(children.map(child -> child.getFileName().toString()).filter(exports::contains))
                        .isEmpty();
            }
        }
    }

    @Test
    void theLauncherStartsAndShowsOnlyWhatTheHostIsToRun() {
        assertThat(hosts.suite(TWO).launcher("status"))
                .contains("mount-svc", "mover-svc", " healthy ")
                .doesNotContain("recovery-svc", "api-gateway", "stopped");
        for (String host : List.of(ONE, TWO)) {
            JsonNode seen = Api.accepted(api.get("/api/v1/hosts/" + host));
            assertThat(seen.path("state").asString()).as("%s", seen).isEqualTo("ONLINE");
        }
    }

    @Test
    void aTransferGoesOnWhereItWasWhenTheLinkIsBack() {
        Network.Host one = hosts.host(ONE);
        JsonNode export = beginTransfer();
        one.unplug();
        try {
            api.await(session(export), "WAITING_FOR_RETRY", Set.of("FAILED", "SUCCEEDED"));
        } finally {
            one.plugIn();
            hosts.host(TWO).speedUp();
        }
        long before = one.bytesSent();
        JsonNode done = awaitDelivery(export);
        long rest = one.bytesSent() - before;
        long bytes = ExportStage.dump(done, "shop").path("bytes").asLong();
        System.out.printf("link cut in mid-transfer: %d of %d bytes came after it%n", rest, bytes);
        assertThat(rest).as("what came after the cut").isLessThan(bytes * 9 / 10);
        assertRestorable(done);
    }

    @Test
    void aTargetThatIsDownIsWaitedForFromTheBeginning() {
        hosts.host(TWO).unplug();
        JsonNode export;
        try {
            export = export(Map.of("backupId", hosts.backup()), ONE, TWO);
            JsonNode waiting = api.await(session(export), "WAITING_FOR_RETRY", Set.of("FAILED", "SUCCEEDED"));
            assertThat(waiting.path("error").path("detail").asString())
                    .contains(hosts.host(TWO).address());
        } finally {
            hosts.host(TWO).plugIn();
        }
        assertRestorable(awaitDelivery(export));
    }

    @Test
    void aTargetThatGoesDownInMidTransferIsWaitedFor() {
        JsonNode export = beginTransfer();
        hosts.host(TWO).unplug();
        try {
            hosts.suite(TWO).kill(List.of("mount-svc", "mover-svc"));
            api.await(session(export), "WAITING_FOR_RETRY", Set.of("FAILED", "SUCCEEDED"));
        } finally {
            hosts.suite(TWO).revive();
            hosts.host(TWO).plugIn();
            hosts.host(TWO).speedUp();
        }
        assertRestorable(awaitDelivery(export));
    }

    @Test
    void theSecondHostStagesWhatTheFirstIsToGet() {
        assertRestorable(awaitDelivery(export(Map.of("backupId", hosts.backup()), TWO, ONE)));
    }

    @Test
    void aPublicationOnTheSecondHostIsReachedAndExportedWithItsChanges() {
        JsonNode publication = api.publish(Map.of("backupId", hosts.backup(), "host", TWO));
        assertThat(publication.path("connection").path("host").asString())
                .isEqualTo(hosts.host(TWO).address());
        assertThat(Traces.of(hosts.suite(TWO)).postmasters()).hasSize(1);
        Database shop = Database.of(publication, "shop");
        assertThat(shop.value(SUM)).isEqualTo(sourceSum());
        shop.execute("DELETE FROM small WHERE id > 10");
        JsonNode export = awaitDelivery(
                export(Map.of("publicationId", publication.path("id").asString()), TWO, ONE));
        try (SourceCluster fresh = SourceCluster.create()) {
            restore(fresh, delivered(export, "shop"), null);
            assertThat(fresh.database("shop").value("SELECT count(*) FROM small"))
                    .isEqualTo("10");
        }
        api.unpublish(publication);
        Api.accepted(api.delete(path(export)));
    }

    @Test
    void aBackupOfTheFirstIsRestoredOnTheSecond() {
        Map<String, Object> request = new HashMap<>();
        request.put("backupId", hosts.backup());
        request.put("host", TWO);
        request.put("dataDirectory", ground.resolve("restored").toString());
        request.put("port", FreePorts.one());
        JsonNode accepted = Api.accepted(api.post("/api/v1/restores", request));
        JsonNode restored = api.await(
                "/api/v1/restores/" + accepted.path("id").asString(), "RESTORED", Set.of("FAILED", "CANCELED"));
        assertThat(hosts.value(TWO, restored, SUM)).isEqualTo(sourceSum());
    }

    private static String sourceSum() {
        return hosts.source().database("shop").value(SUM);
    }

    private JsonNode export(Map<String, String> source, String staging, String target) {
        return Api.accepted(api.post(
                "/api/v1/exports",
                Map.of(
                        "source", source,
                        "databases", List.of("shop"),
                        "compression", Map.of("algorithm", "NONE"),
                        "host", staging,
                        "target",
                                Map.of(
                                        "host",
                                        target,
                                        "directory",
                                        ground.resolve("out").toString()))));
    }

    /** An export from the first host to the second that is in the middle of its transfer, which is slow. */
    private JsonNode beginTransfer() {
        hosts.host(TWO).slowDown(SLOW);
        JsonNode export = export(Map.of("backupId", hosts.backup()), ONE, TWO);
        String transfer = "/transfers/" + export.path("id").asString();
        Awaitility.await("the middle of the transfer")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> hosts.agent(TWO, "mover-svc").get(transfer).body(),
                        seen -> seen.path("bytesDone").asLong()
                                > seen.path("bytesTotal").asLong(Long.MAX_VALUE) / 4);
        return export;
    }

    private static JsonNode awaitDelivery(JsonNode export) {
        return api.await(path(export), "COMPLETED", Set.of("FAILED", "CANCELED"));
    }

    private static void assertRestorable(JsonNode export) {
        try (SourceCluster fresh = SourceCluster.create()) {
            restore(fresh, delivered(export, "shop"), null);
            assertThat(fresh.database("shop").value(SUM)).isEqualTo(sourceSum());
        }
        Api.accepted(api.delete(path(export)));
    }
}
