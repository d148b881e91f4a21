package io.howdah.system;

import static io.howdah.system.ExportStage.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A transfer whose connections break again and again goes on at the byte where it was. */
class TransferCutSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int CUTS = Thorough.count(6, 20);
    private static final int CUT_MEGABYTES = Thorough.count(200, 2048);

    /** What a row has in a dump; in the server it is compressed. */
    private static final int ROW = 100_000;

    private static ExportStage stage;
    private static Api api;

    @BeforeAll
    static void set() throws IOException {
        stage = ExportStage.set();
        api = stage.api();
    }

    @AfterAll
    static void takeDown() {
        if (stage != null) {
            stage.close();
        }
    }

    @AfterEach
    void nothingIsLeftButWhatWasDelivered() throws IOException {
        stage.clear();
        assertThat(Traces.of(stage.suite())).isEqualTo(Traces.expected(List.of(), List.of()));
        assertThat(stage.dumpsHere()).isEmpty();
    }

    /** The staging mover is reached over a wire, which counts what is sent. */
    @Test
    void cutAgainAndAgainATransferSendsNothingTwice() throws IOException {
        try (SourceCluster large = largeCluster();
                Wire wire = Wire.to(stage.suite().url("mover-svc"))) {
            Api.accepted(api.put("/api/v1/clusters/large", large.registration()));
            Api.accepted(api.put(
                    "/api/v1/hosts/wired", Map.of("mountUrl", stage.suite().url("mount-svc"), "moverUrl", wire.url())));
            String backup = api.backUp("large", Map.of()).path("id").asString();
            wire.cutAfter(CUT_MEGABYTES * 1_000_000L / CUTS / 2);
            JsonNode export = stage.begin(Map.of(
                    "source", Map.of("backupId", backup),
                    "databases", List.of("postgres"),
                    "compression", Map.of("algorithm", "NONE"),
                    "host", "wired"));
            Map<String, String> dumped = cut(wire, export.path("id").asString());
            JsonNode done = stage.awaitEnd(export, "COMPLETED");
            long carried = wire.carried();
            Hashes arrived = Hashes.below(stage.place().resolve("out"));
            long bytes = arrived.bytes();
            System.out.printf(
                    "transfer cut %d times: %d bytes on the wire for %d, %.3f%% more%n",
                    CUTS, carried, bytes, 100.0 * (carried - bytes) / bytes);
            assertThat(arrived.files()).isEqualTo(dumped);
            assertThat(bytes).isGreaterThanOrEqualTo(CUT_MEGABYTES * 1_000_000L);
            assertThat(carried).as("bytes on the wire for %s", bytes).isLessThanOrEqualTo(bytes * 101 / 100);
            assertThat(stage.step(done, "transfer").path("attempts").asInt())
                    .as("the transfer itself goes on")
                    .isEqualTo(1);
            Api.accepted(api.delete(path(export)));
            Api.accepted(api.delete("/api/v1/hosts/wired"));
        }
    }

    private static SourceCluster largeCluster() {
        SourceCluster cluster = SourceCluster.create("shared_buffers = '32MB'", "max_wal_size = '4GB'");
        Database database = cluster.database("postgres");
        int rows = CUT_MEGABYTES * 1_000_000 / ROW / 4;
        for (String table : List.of("a", "b", "c", "d")) {
            database.execute("CREATE TABLE " + table + " AS SELECT repeat(md5('" + table + "' || n), " + ROW / 32
                    + ") AS v FROM generate_series(0, " + rows + ") n");
        }
        return cluster;
    }

    /** Ends all connections again and again; answers what the dump says of its files. */
    private static Map<String, String> cut(Wire wire, String dump) {
        Map<String, String> hashes = Map.of();
        for (int cut = 1; cut <= CUTS; cut++) {
            Awaitility.await("the way to cut " + cut)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(wire::isCut);
            if (cut == 1) {
                hashes = stage.suite()
                        .agent("mover-svc")
                        .get("/dumps/" + dump + "/files")
                        .body()
                        .valueStream()
                        .collect(Collectors.toMap(
                                file -> file.path("path").asString(),
                                file -> file.path("sha256").asString()));
            }
            wire.reset();
            wire.mend();
            if (cut < CUTS) {
                wire.cutAfter(CUT_MEGABYTES * 1_000_000L / (CUTS + 1));
            }
        }
        return hashes;
    }
}
