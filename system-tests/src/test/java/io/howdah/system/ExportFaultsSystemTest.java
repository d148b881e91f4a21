package io.howdah.system;

import static io.howdah.system.ExportStage.ODD;
import static io.howdah.system.ExportStage.delivered;
import static io.howdah.system.ExportStage.dumping;
import static io.howdah.system.ExportStage.path;
import static io.howdah.system.ExportStage.restore;
import static io.howdah.system.ExportStage.schema;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** An export that is hit at any of its steps goes on, and one that is canceled leaves nothing. */
class ExportFaultsSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

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

    /** The mover is both sides here: what it was at goes on when it is back. */
    @ParameterizedTest
    @CsvSource({"dump", "transfer"})
    void aKilledMoverIsNoMatter(String step) {
        JsonNode export =
                stage.begin(Map.of("source", Map.of("backupId", stage.backup()), "databases", List.of("shop", ODD)));
        stage.awaitStep(export, step);
        if (step.equals("dump")) {
            Awaitility.await("pg_dump")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !dumping(export).isEmpty() || !stage.isAt(export, "dump"));
        }
        stage.suite().kill("mover-svc");
        Awaitility.await("the end of pg_dump")
                .atMost(Duration.ofSeconds(20))
                .until(() -> dumping(export).isEmpty());
        stage.suite().revive();
        JsonNode done = stage.awaitEnd(export, "COMPLETED");
        System.out.println("mover-svc killed in " + step + ": attempts "
                + stage.step(done, step).path("attempts").asInt());
        try (SourceCluster fresh = SourceCluster.create()) {
            restore(fresh, delivered(done, "shop"), null);
            assertThat(fresh.database("shop").value("SELECT count(*), sum(id) FROM big"))
                    .isEqualTo(stage.source().database("shop").value("SELECT count(*), sum(id) FROM big"));
            assertThat(schema(fresh, "shop")).isEqualTo(schema(stage.source(), "shop"));
        }
    }

    @ParameterizedTest
    @CsvSource({"validate", "mount", "start", "select", "dump", "close", "transfer"})
    void canceledItLeavesNothing(String step) throws IOException {
        JsonNode export =
                stage.begin(Map.of("source", Map.of("backupId", stage.backup()), "databases", List.of("shop")));
        stage.awaitStep(export, step);
        Api.Answer canceled = api.delete(path(export));
        if (canceled.status() != 202) {
            assertThat(canceled.code() + canceled.status()).isIn("SESSION_NOT_CANCELABLE409", "204");
            System.out.println("canceled in " + step + ": too late");
            if (canceled.status() == 409) {
                stage.awaitEnd(export, "COMPLETED");
            }
            return;
        }
        stage.awaitEnd(export, "CANCELED");
        assertThat(stage.place()).isEmptyDirectory();
        assertThat(api.delete(path(export)).status()).isEqualTo(204);
    }
}
