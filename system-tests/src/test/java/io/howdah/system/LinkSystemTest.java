package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The links between the services are cut for longer than anybody waits, while sessions of all operations are at all of
 * their steps. When they are mended, what was on its way arrives late, or never; all sessions have to end in success.
 */
class LinkSystemTest {

    private static final Duration CUT = Duration.ofSeconds(Thorough.count(6, 30));

    /** Some way into the files of the cluster. */
    private static final int MIDDLE_OF_BACKUP = 1_000_000;

    private static Campaign campaign;

    @BeforeAll
    static void set() {
        campaign = Campaign.begin(
                "links cut for " + CUT.toSeconds() + " s",
                Map.of(
                        "HOWDAH_RECOVERY_AGENT_READTIMEOUT", "3s",
                        "HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms",
                        "HOWDAH_RECOVERY_SESSION_LONGESTRETRY", "2s",
                        "HOWDAH_RECOVERY_SESSION_RETRIES", "40",
                        "HOWDAH_RECOVERY_AGENT_BREAKEROPEN", "1s",
                        "HOWDAH_GATEWAY_READTIMEOUT", "3s"));
    }

    @AfterAll
    static void end() {
        if (campaign != null) {
            campaign.close();
        }
    }

    @Test
    void betweenTheServices() {
        for (Victim callee : EnumSet.of(Victim.RECOVERY, Victim.MOUNT, Victim.MOVER)) {
            campaign.add(callee, Set.of(Moment.values()), LinkSystemTest::cut);
            if (Thorough.on()) {
                campaign.add(callee, Set.of(Moment.values()), LinkSystemTest::cutAndReset);
            }
        }
        campaign.run("link-matrix");
        campaign.assertFlawless();
    }

    private static void cut(Stage stage, Victim callee, List<Long> processes, List<Cell> cells) {
        Wire wire = stage.wireTo(callee);
        wire.cut();
        cells.forEach(cell -> cell.stop().letPass());
        Campaign.sleep(CUT);
        wire.mend();
    }

    private static void cutAndReset(Stage stage, Victim callee, List<Long> processes, List<Cell> cells) {
        Wire wire = stage.wireTo(callee);
        wire.cut();
        cells.forEach(cell -> cell.stop().letPass());
        Campaign.sleep(CUT);
        wire.reset();
        wire.mend();
    }

    /** The mover reaches the bindump listener through a socket that leads over a wire. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void betweenMoverAndBindumpInTheMiddleOfABackup(boolean lostForGood) throws IOException {
        Stage stage = campaign.lane().stage();
        Path socket = Path.of(
                "/run/howdah",
                stage.suite().name(),
                "bindump",
                ".s.PGSQL." + stage.suite().bindumpPort());
        Path moved = socket.resolveSibling("moved");
        Files.move(socket, moved);
        try (Wire wire = Wire.to(UnixDomainSocketAddress.of(moved), UnixDomainSocketAddress.of(socket))) {
            Command.run("chown", OsUsers.postgres(), socket.toString());
            wire.cutAfter(MIDDLE_OF_BACKUP);
            JsonNode accepted = stage.request(
                    "POST",
                    "/api/v1/backups",
                    Map.of("cluster", stage.cluster(0)),
                    UUID.randomUUID().toString());
            Awaitility.await("the middle of the backup").atMost(Stage.PATIENCE).until(wire::isCut);
            Campaign.sleep(CUT);
            if (lostForGood) {
                wire.reset();
            }
            wire.mend();
            String id = accepted.path("id").asString();
            assertThat(stage.await("/api/v1/backups/" + id, Set.of("COMPLETED", "FAILED"))
                            .path("state")
                            .asString())
                    .isEqualTo("COMPLETED");
            assertThat(campaign.lane().disorder()).isEmpty();
        } finally {
            Files.deleteIfExists(socket);
            Files.move(moved, socket);
        }
    }
}
