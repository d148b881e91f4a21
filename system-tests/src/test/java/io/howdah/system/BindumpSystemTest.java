package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** bindump as psql meets it. */
@ExtendWith(SharedSuite.class)
class BindumpSystemTest {

    private static Suite suite;
    private static SourceCluster source;

    @BeforeAll
    static void start(Suite shared) {
        suite = shared;
        source = SourceCluster.create();
        source.database("postgres")
                .execute(
                        "CREATE ROLE backup_operator LOGIN REPLICATION PASSWORD 'correct horse'",
                        "CREATE ROLE bystander LOGIN PASSWORD 'battery staple'");
        Api.accepted(suite.api().put("/api/v1/clusters/small", source.registration()));
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @Test
    void answersAReplicationConnection() {
        assertThat(psql("backup_operator", "correct horse", "just-noop").exitCode())
                .isZero();
        Command started =
                psql("backup_operator", "correct horse", "start_backup LABEL 'by hand', TRANSFER_MODE packed");
        assertThat(started.output()).contains("start_lsn", "start_tli", "tablespace_list", "database_list");
    }

    @Test
    void refusesConnectionsWithTheSqlstatesOfAWalsender() {
        // psql does not print the SQLSTATE of a connection that failed; the driver knows it
        assertThat(refusal("backup_operator", "wrong")).isEqualTo("28P01");
        assertThat(refusal("nobody_we_know", "wrong")).isEqualTo("28P01");
        assertThat(refusal("bystander", "battery staple")).isEqualTo("42501");
    }

    @Test
    void refusesCommandsWithTheirSqlstates() {
        assertThat(psql("backup_operator", "correct horse", "just-nop").output())
                .contains("42601", "^");
        assertThat(psql(
                                "backup_operator",
                                "correct horse",
                                "copy_files VERIFY_CHECKSUMS TRUE, COMPRESS_ALG zstd, COMPRESS_LVL 1, TRANSFER_MODE packed")
                        .output())
                .contains("55000");
    }

    @Test
    void aConnectionThatEndsLeavesNoSlotAndNoBackupMode() {
        psql("backup_operator", "correct horse", "start_backup LABEL 'cut off', TRANSFER_MODE packed");
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            assertThat(source.database("postgres").value("SELECT count(*) FROM pg_replication_slots"))
                    .isEqualTo("0");
            assertThat(source.database("postgres")
                            .value("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                                    + " AND backend_type IN ('client backend', 'walsender')"))
                    .isEqualTo("0");
        });
    }

    private static String refusal(String user, String password) {
        Properties properties = new Properties();
        properties.put("user", user);
        properties.put("password", password);
        properties.put("replication", "database");
        properties.put("assumeMinServerVersion", "13");
        properties.put("preferQueryMode", "simple");
        String url = "jdbc:postgresql://127.0.0.1:" + suite.bindumpPort() + "/small";
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                        SQLException.class,
                        () -> DriverManager.getConnection(url, properties).close())
                .getSQLState();
    }

    private static Command psql(String user, String password, String command) {
        List<String> arguments = new ArrayList<>(List.of(SourceCluster.bin("psql"), "-X", "-v", "VERBOSITY=verbose"));
        arguments.add("host=127.0.0.1 port=" + suite.bindumpPort() + " dbname=small user=" + user
                + " replication=true sslmode=disable");
        arguments.addAll(List.of("-c", command));
        return Command.attempt(Map.of("PGPASSWORD", password), arguments);
    }
}
