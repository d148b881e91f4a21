package io.howdah.system;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each process hangs for a while (SIGSTOP) while sessions of all operations are at all of their steps, and goes on. All
 * have to end in success, with nothing left over and nothing done twice: also what arrives late, from one that has been
 * given up meanwhile.
 *
 * <p>By default the waits of the suite are shorter than the hang; with {@code -Dhowdah.thorough=true} they are as they
 * always are, and the hang lasts a minute.
 */
class HangSystemTest {

    private static final Duration HANG = Duration.ofSeconds(Thorough.count(8, 60));

    private static final Map<String, String> IMPATIENT = Map.of(
            "HOWDAH_RECOVERY_AGENT_READTIMEOUT", "3s",
            "HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms",
            "HOWDAH_RECOVERY_SESSION_LONGESTRETRY", "2s",
            "HOWDAH_RECOVERY_SESSION_RETRIES", "40",
            // calls that wait until all sessions are where they are wanted time out and are repeated, at no fault of
            // anybody
            "HOWDAH_RECOVERY_AGENT_BREAKERCALLS", "1000",
            "HOWDAH_MOUNT_WORKER_ANSWERTIMEOUT", "2s",
            "HOWDAH_MOUNT_WORKER_STOPTIMEOUT", "5s",
            "HOWDAH_GATEWAY_READTIMEOUT", "3s",
            // as long a hang as this, and a session's execution is taken for dead and begun again
            "DBSCHEDULER_HEARTBEATINTERVAL", "500ms",
            "DBSCHEDULER_MISSEDHEARTBEATSLIMIT", "6");

    private static Campaign campaign;

    @BeforeAll
    static void set() {
        campaign = Campaign.begin("SIGSTOP for " + HANG.toSeconds() + " s", Thorough.on() ? Map.of() : IMPATIENT);
    }

    @AfterAll
    static void end() {
        if (campaign != null) {
            campaign.close();
        }
    }

    @Test
    void everyOperationEndsWellWhateverHangs() {
        for (Victim victim : Victim.chosen()) {
            campaign.add(victim, Set.of(Moment.values()), HangSystemTest::hang);
        }
        campaign.run("hang-matrix");
        campaign.assertFlawless();
    }

    /** What was under way to it lies in its sockets when it goes on, and what it was about to send is sent then. */
    private static void hang(Stage stage, Victim victim, List<Long> processes, List<Cell> cells) {
        Command.signal("STOP", processes);
        cells.forEach(cell -> cell.stop().letPass());
        Campaign.sleep(HANG);
        Command.signal("CONT", processes);
    }
}
