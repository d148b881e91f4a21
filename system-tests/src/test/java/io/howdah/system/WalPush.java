package io.howdah.system;

import java.time.Duration;
import org.awaitility.Awaitility;

/** WAL as the {@code archive_command} of a source brings it into the repository of a suite. */
final class WalPush {

    private WalPush() {}

    static String command(Suite suite, String cluster) {
        return "curl -fsS --max-time 300 -H @" + suite.home().resolve("state/mover-svc/wal-push.header") + " -T %p "
                + suite.url("mover-svc") + "/wal/" + cluster + "/%f";
    }

    static void begin(Database database, String command) {
        database.execute(
                "ALTER SYSTEM SET archive_command = '" + command.replace("'", "''") + "'", "SELECT pg_reload_conf()");
    }

    /** Returns when all that is written is archived. */
    static void flush(Database database) {
        String last = database.value("SELECT pg_walfile_name(pg_switch_wal())");
        Awaitility.await("segment " + last + " is archived")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> database.value("SELECT last_archived_wal >= '" + last + "' FROM pg_stat_archiver")
                        .equals("t"));
    }
}
