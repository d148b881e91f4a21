package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What recovery-svc itself adds to the way from request to PUBLISHED, with agents that take no time. */
class OverheadTest {

    private static final int WARM_UP = 5;
    private static final int ROUNDS = 20;

    /** Far above the 100 ms that are the goal: machines that test several things at once are slow. */
    private static final long MOST_MILLIS = 400;

    @TempDir
    Path home;

    @Test
    void publishingTakesLittleTimeOfItsOwn() {
        try (StubAgents agents = new StubAgents();
                Service service =
                        Service.start(home, agents.mountUrl(), agents.moverUrl(), "db-scheduler.polling-interval=2s")) {
            service.registerCluster("shop");
            String backup = service.backUp("shop");
            long[] totals = LongStream.range(0, WARM_UP + ROUNDS)
                    .map(round -> publish(service, backup, round))
                    .skip(WARM_UP)
                    .sorted()
                    .toArray();
            LoggerFactory.getLogger(OverheadTest.class)
                    .info("own overhead of a publication: median {} ms, all {}", totals[ROUNDS / 2], totals);
            // The fastest: what slows the others down is mostly the rest of the machine.
            assertThat(totals[0]).isLessThan(MOST_MILLIS);
        }
    }

    private static long publish(Service service, String backup, long round) {
        String id = service.post("/publications", Map.of("backupId", backup)).text("id");
        JsonNode timings =
                service.awaitState("/publications/" + id, "PUBLISHED").path("timings");
        LoggerFactory.getLogger(OverheadTest.class).info("{}: {}", round, timings);
        service.delete("/publications/" + id);
        return timings.path("total").asLong();
    }
}
