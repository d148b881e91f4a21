package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.mover.cluster.TestCluster;
import io.howdah.repository.Repository;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** How a backup ends when it does not end well, and who may work on it. */
class BackupLifeTest {

    private static final String PASSWORD = "correct horse";

    private static TestCluster cluster;

    private TestListener listener;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.start("max_replication_slots = 2");
        cluster.execute(
                "CREATE ROLE backup LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
                "CREATE ROLE other LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
                "CREATE TABLE t AS SELECT g, repeat(md5(g::text), 20) FROM generate_series(1, 60000) g",
                "CHECKPOINT");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        listener = TestListener.start(cluster.local("main"));
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void aConnectionCutInTheMiddleOfACopyLeavesNothingAndFailsTheOtherWorkers() throws Exception {
        try (Connection first = connect("backup", "shared");
                Connection second = connect("backup", "shared")) {
            PullingClient.start(first);
            CopyOut one = copyOut(first, "copy_files COMPRESS_ALG none WORKER_INFO 2:1");
            CopyOut two = copyOut(second, "copy_files COMPRESS_ALG none WORKER_INFO 2:2");
            assertThat(one.readFromCopy()).isNotNull();
            assertThat(two.readFromCopy()).isNotNull();
            first.abort(Runnable::run);
            assertNothingLeft();
            SQLException error = catchThrowableOfType(SQLException.class, () -> {
                while (two.readFromCopy() != null) {
                    // reads what was on its way
                }
            });
            assertThat(error.getSQLState()).isEqualTo("55000");
            assertThat(state(second, "stop_backup")).isEqualTo("55000");
        }
    }

    @Test
    void aWorkerThatIsCutOffEndsTheBackup() throws Exception {
        try (Connection first = connect("backup", "shared");
                Connection second = connect("backup", "shared")) {
            PullingClient.start(first);
            copyOut(second, "copy_files COMPRESS_ALG none WORKER_INFO 2:2").readFromCopy();
            second.abort(Runnable::run);
            assertNothingLeft();
            assertThat(state(first, "stop_backup")).isEqualTo("55000");
            PullingClient.start(first);
            assertThat(listener.backups.count()).isEqualTo(1);
        }
    }

    @Test
    void aCopyCanBeCancelled() throws Exception {
        try (Connection connection = connect("backup", "x")) {
            PullingClient.start(connection);
            CopyOut copy = copyOut(connection, "copy_files COMPRESS_ALG none");
            assertThat(copy.readFromCopy()).isNotNull();
            // returns when the listener has taken note
            connection.unwrap(PGConnection.class).cancelQuery();
            SQLException error = catchThrowableOfType(SQLException.class, () -> {
                while (copy.readFromCopy() != null) {
                    // reads what was on its way
                }
            });
            assertThat(error.getSQLState()).isEqualTo("57014");
            assertNothingLeft();
            try (Statement statement = connection.createStatement()) {
                statement.execute("just-noop");
            }
        }
    }

    @Test
    void aClusterThatGoesDownEndsTheBackup() throws Exception {
        try (Connection connection = connect("backup", "x")) {
            PullingClient.start(connection);
            cluster.stopServer("immediate");
            SQLException error = catchThrowableOfType(
                    SQLException.class, () -> PullingClient.drain(connection, "copy_files COMPRESS_ALG lz4"));
            assertThat(error.getSQLState()).isEqualTo("57P03");
            assertThat(listener.backups.count()).isZero();
        }
        cluster.startServer();
        assertNothingLeft();
    }

    @Test
    void keepsWorkersOfOthersOut() throws Exception {
        try (Connection owner = connect("backup", "shared");
                Connection stranger = connect("other", "shared");
                Connection unnamed = connect("backup", "another")) {
            PullingClient.start(owner);
            assertThat(state(owner, "start_backup")).isEqualTo("55000");
            assertThat(state(stranger, "copy_files WORKER_INFO 2:1")).isEqualTo("55000");
            assertThat(state(unnamed, "copy_files WORKER_INFO 2:1")).isEqualTo("55000");
            assertThat(state(unnamed, "stop_backup")).isEqualTo("55000");
            PullingClient.drain(owner, "copy_files WORKER_INFO 2:1");
            assertThat(state(owner, "stop_backup"))
                    .as("the second worker has not come")
                    .isEqualTo("55000");
            assertThat(state(owner, "stop_backup EXTERNALS /etc/passwd")).isEqualTo("55000");
        }
        assertNothingLeft();
    }

    @Test
    void readsNoFileThatIsNotTheClusters() throws Exception {
        try (Connection connection = connect("backup", "x")) {
            PullingClient.start(connection);
            assertThat(state(connection, "stop_backup EXTERNALS /etc/passwd")).isEqualTo("42501");
        }
        cluster.execute("GRANT pg_read_server_files TO backup");
        try (Connection connection = connect("backup", "x")) {
            PullingClient.start(connection);
            assertThat(state(connection, "stop_backup EXTERNALS /nonexistent")).isEqualTo("58P01");
            assertThat(PullingClient.drain(connection, "stop_backup EXTERNALS /etc/passwd STREAM FALSE"))
                    .isPositive();
        } finally {
            cluster.execute("REVOKE pg_read_server_files FROM backup");
        }
    }

    @Test
    void tellsThatTheClusterHasNoSlotLeft() throws Exception {
        cluster.execute(
                "SELECT pg_create_physical_replication_slot('a')", "SELECT pg_create_physical_replication_slot('b')");
        try (Connection connection = connect("backup", "x")) {
            assertThat(state(connection, "start_backup")).isEqualTo("53400");
        } finally {
            cluster.execute("SELECT pg_drop_replication_slot('a'), pg_drop_replication_slot('b')");
        }
    }

    @Test
    void reportsCorruptPages() throws Exception {
        cluster.execute("CREATE TABLE bad AS SELECT g, md5(g::text) FROM generate_series(1, 5000) g", "CHECKPOINT");
        String path = cluster.value("SELECT pg_relation_filepath('bad')");
        flip(cluster.data().resolve(path), 5 * 8192 + 4000);
        Repository repository = Repository.open(new DirectoryStorage(temporary));
        PullingClient client = new PullingClient(listener, "backup", PASSWORD);
        BackupControl checked = client.backup(repository, "b1", 2, "VERIFY_CHECKSUMS", "");
        assertThat(checked.corruptPages()).isEqualTo(1);
        BackupControl unchecked = client.backup(repository, "b2", 1, "VERIFY_CHECKSUMS FALSE", "");
        assertThat(unchecked.corruptPages()).isZero();
        cluster.execute("DROP TABLE bad");
    }

    private static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) ~one.get(0)).flip();
            channel.write(one, offset);
        }
    }

    private void assertNothingLeft() {
        Awaitility.await().untilAsserted(() -> {
            assertThat(listener.backups.count()).isZero();
            assertThat(cluster.value("SELECT count(*) FROM pg_replication_slots"))
                    .isEqualTo("0");
            assertThat(cluster.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah mover'"
                            + " AND pid <> pg_backend_pid()"))
                    .isEqualTo("0");
        });
    }

    private static String state(Connection connection, String command) {
        return catchThrowableOfType(SQLException.class, () -> copyOut(connection, command))
                .getSQLState();
    }

    private static CopyOut copyOut(Connection connection, String command) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(command);
    }

    private Connection connect(String user, String applicationName) throws SQLException {
        return listener.connect("main", user, PASSWORD, applicationName);
    }
}
