package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.cluster.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bindump as libpq and psql meet it. */
class PsqlTest {

    private static TestCluster cluster;
    private static TestListener listener;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
        cluster.execute(
                "CREATE ROLE backup LOGIN REPLICATION PASSWORD 'correct horse'",
                "CREATE ROLE bystander LOGIN PASSWORD 'battery staple'",
                "CREATE ROLE nologin REPLICATION PASSWORD 'battery staple'",
                "CREATE ROLE nopassword LOGIN REPLICATION",
                "CREATE ROLE expired LOGIN REPLICATION PASSWORD 'x' VALID UNTIL '2001-01-01'",
                "SET password_encryption = 'md5'; CREATE ROLE old LOGIN REPLICATION PASSWORD 'x'");
        listener = TestListener.start(cluster.local("main"));
    }

    @AfterAll
    static void stop() {
        listener.close();
        cluster.close();
    }

    @Test
    void doesNothingWhenAskedTo() {
        assertThat(psql("backup", "correct horse", "just-noop")).isEqualTo(new TestCluster.Result(0, "JUST-NOOP\n"));
    }

    @Test
    void startsABackupAndTheEndOfTheConnectionEndsIt() {
        TestCluster.Result result =
                psql("backup", "correct horse", "start_backup LABEL 'by hand', TRANSFER_MODE packed");
        assertThat(result.output())
                .contains("start_lsn", "start_tli", "min_xid", "min_multixact", "tablespace_list", "database_list");
        assertThat(result.exitCode()).isZero();
        Awaitility.await().untilAsserted(() -> {
            assertThat(cluster.value("SELECT count(*) FROM pg_replication_slots"))
                    .isEqualTo("0");
            assertThat(cluster.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah mover'"
                            + " AND pid <> pg_backend_pid()"))
                    .isEqualTo("0");
        });
        assertThat(listener.backups.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backup     | wrong          | password authentication failed for user \"backup\"",
                "nobody     | wrong          | password authentication failed for user \"nobody\"",
                "nopassword | wrong          | password authentication failed for user \"nopassword\"",
                "expired    | x              | password authentication failed for user \"expired\"",
                "old        | x              | not stored for SCRAM-SHA-256",
                "bystander  | battery staple | must be superuser or have REPLICATION",
                "nologin    | battery staple | not permitted to log in"
            })
    void refuses(String user, String password, String message) {
        assertThat(psql(user, password, "just-noop").output())
                .contains("FATAL:")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "just-nop                                  | 42601",
                "copy_files                                | 55000",
                "stop_backup                               | 55000",
                "start_backup INCR_MODE delta START_LSN 0/1| 0A000",
                "show nonsense                             | 42704"
            })
    void answersErrorsOfCommands(String command, String state) {
        assertThat(psql("backup", "correct horse", command).output()).contains("ERROR:  " + state);
    }

    @Test
    void pointsAtWhatIsWrong() {
        assertThat(psql("backup", "correct horse", "start_backup LABLE x").output())
                .contains("LINE 1: start_backup LABLE x", "                     ^", "Perhaps you meant LABEL");
    }

    @Test
    void namesTheClusterThatDoesNotExist() {
        assertThat(psql("nowhere", "backup", "correct horse", "replication=true", "just-noop")
                        .output())
                .contains("cluster \"nowhere\" does not exist");
    }

    @Test
    void wantsAReplicationConnection() {
        assertThat(psql("main", "backup", "correct horse", "", "just-noop").output())
                .contains("bindump takes replication connections only");
    }

    private static TestCluster.Result psql(String user, String password, String command) {
        return psql("main", user, password, "replication=true", command);
    }

    private static TestCluster.Result psql(
            String database, String user, String password, String extra, String command) {
        List<String> line =
                new ArrayList<>(List.of("/usr/lib/postgresql/15/bin/psql", "-X", "-v", "VERBOSITY=verbose"));
        line.add("host=127.0.0.1 port=" + listener.port() + " dbname=" + database + " user=" + user + " " + extra);
        line.addAll(List.of("-c", command));
        return cluster.run(line, Map.of("PGPASSWORD", password));
    }
}
