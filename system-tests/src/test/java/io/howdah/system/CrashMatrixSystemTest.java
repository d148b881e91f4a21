package io.howdah.system;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each process is killed at each step of each operation, before the step's work, during it and after it, and started
 * again as a supervisor would; and so at any time. By default some steps meet each process, at a random moment; with
 * {@code -Dhowdah.thorough=true} each does at each moment, twice.
 */
class CrashMatrixSystemTest {

    private static Campaign campaign;

    @BeforeAll
    static void set() {
        campaign = Campaign.begin(
                "kill -9",
                Map.of(
                        "HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms",
                        "HOWDAH_RECOVERY_SESSION_LONGESTRETRY", "2s",
                        "HOWDAH_RECOVERY_SESSION_RETRIES", "40",
                        "HOWDAH_RECOVERY_AGENT_BREAKEROPEN", "1s"));
    }

    @AfterAll
    static void end() {
        if (campaign != null) {
            campaign.close();
        }
    }

    @Test
    void everyOperationEndsWellWhateverDies() {
        for (int again = 0; again < Thorough.count(1, 2); again++) {
            for (Victim victim : Victim.chosen()) {
                if (Thorough.on()) {
                    for (Moment moment : Moment.values()) {
                        campaign.add(victim, Set.of(moment), CrashMatrixSystemTest::kill);
                    }
                } else {
                    campaign.add(victim, Set.of(Moment.values()), CrashMatrixSystemTest::kill);
                }
            }
        }
        campaign.run("crash-matrix");
        campaign.assertFlawless();
    }

    /** What was on its way to or from the process is lost with it. */
    private static void kill(Stage stage, Victim victim, List<Long> processes, List<Cell> cells) {
        Command.kill(processes);
        for (Cell cell : cells) {
            if (cell.scene.involves(victim)) {
                cell.stop().lose();
            } else {
                cell.stop().letPass();
            }
        }
        if (victim.isService()) {
            stage.suite().revive();
        }
    }
}
