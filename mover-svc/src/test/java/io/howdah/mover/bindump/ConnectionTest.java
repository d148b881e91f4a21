package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.mover.bindump.wire.TlsSettings;
import io.howdah.mover.cluster.TestCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ways in: TCP, TLS, the unix socket, drivers and crowds. */
class ConnectionTest {

    private static final String PASSWORD = "correct horse";

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
        cluster.execute("CREATE ROLE backup LOGIN REPLICATION PASSWORD '" + PASSWORD + "'");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void theDriverConnects() throws SQLException {
        try (TestListener listener = TestListener.start(cluster.local("main"))) {
            Properties properties = new Properties();
            properties.setProperty("user", "backup");
            properties.setProperty("password", PASSWORD);
            properties.setProperty("replication", "true");
            properties.setProperty("preferQueryMode", "simple");
            properties.setProperty("ApplicationName", "it's me");
            // without it the driver leaves out the replication parameter
            properties.setProperty("assumeMinServerVersion", "9.4");
            try (Connection connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + listener.port() + "/main", properties)) {
                assertThat(connection.isValid(5)).isTrue();
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
                assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(15);
            }
        }
    }

    @Test
    void extendedQueriesAreAClearError() throws SQLException {
        try (TestListener listener = TestListener.start(cluster.local("main"));
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + listener.port()
                                + "/main?replication=true&preferQueryMode=extended&assumeMinServerVersion=13",
                        "backup",
                        PASSWORD);
                var statement = connection.createStatement()) {
            SQLException error = catchThrowableOfType(SQLException.class, () -> statement.executeQuery("just-noop"));
            assertThat(error.getSQLState()).isEqualTo("08P01");
            assertThat(error.getMessage()).contains("preferQueryMode=simple");
        }
    }

    @Test
    void speaksTlsAndBindsScramToIt() throws Exception {
        Path certificate = cluster.home().resolve("server.crt");
        Path key = cluster.home().resolve("server.key");
        TestCluster.Result made = cluster.run(
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString()),
                Map.of());
        assertThat(made.exitCode()).as(made.output()).isZero();
        try (TestListener listener = TestListener.start(
                TestListener.properties(null, Duration.ofSeconds(60), 100, 500),
                cluster.local("main"),
                TlsSettings.load(certificate, key))) {
            String tcp = "host=127.0.0.1 port=" + listener.port() + " dbname=main user=backup replication=true ";
            assertThat(psql(tcp + "sslmode=require channel_binding=require", PASSWORD, "just-noop")
                            .output())
                    .isEqualTo("JUST-NOOP\n");
            assertThat(psql(tcp + "sslmode=require channel_binding=disable", PASSWORD, "just-noop")
                            .output())
                    .isEqualTo("JUST-NOOP\n");
            assertThat(psql(tcp + "sslmode=require", "wrong", "just-noop").output())
                    .contains("password authentication failed");
            assertThat(psql(tcp + "sslmode=disable", PASSWORD, "just-noop").output())
                    .isEqualTo("JUST-NOOP\n");
        }
    }

    @Test
    void asksTheMoversOwnUserForNoPasswordOnTheUnixSocket() throws IOException {
        Path directory = Files.createDirectory(cluster.home().resolve("bindump"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path socket;
        try (TestListener listener = TestListener.start(
                TestListener.properties(directory, Duration.ofSeconds(60), 100, 500), cluster.local("main"), null)) {
            socket = listener.listener.socket();
            assertThat(socket).isEqualTo(directory.resolve(".s.PGSQL." + listener.port()));
            String unix = "host=" + directory + " port=" + listener.port() + " dbname=main replication=true user=";
            List<String> own =
                    List.of("/usr/lib/postgresql/15/bin/psql", "-X", "-w", unix + "backup", "-c", "just-noop");
            Process process = new ProcessBuilder(own).redirectErrorStream(true).start();
            assertThat(new String(process.getInputStream().readAllBytes())).isEqualTo("JUST-NOOP\n");
            if (System.getProperty("user.name").equals("root")) {
                assertThat(cluster.run(own, Map.of()).output()).contains("no password supplied");
                assertThat(psql(unix + "backup", PASSWORD, "just-noop").output())
                        .isEqualTo("JUST-NOOP\n");
            }
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void refusesMoreThanItHasPlacesFor() throws SQLException {
        try (TestListener listener = TestListener.start(
                TestListener.properties(null, Duration.ofSeconds(60), 2, 500), cluster.local("main"), null)) {
            try (Connection first = listener.connect("main", "backup", PASSWORD, "1");
                    Connection second = listener.connect("main", "backup", PASSWORD, "2")) {
                assertThat(first.isValid(5) && second.isValid(5)).isTrue();
                assertThat(catchThrowableOfType(
                                        SQLException.class, () -> listener.connect("main", "backup", PASSWORD, "3"))
                                .getSQLState())
                        .isEqualTo("53300");
            }
            Awaitility.await().until(() -> listener.server.sessionCount() == 0);
            listener.connect("main", "backup", PASSWORD, "4").close();
        }
    }

    @Test
    void aCrowdOfSilentOnesKeepsNobodyOut() throws Exception {
        try (TestListener listener = TestListener.start(
                TestListener.properties(null, Duration.ofSeconds(3), 10, 300), cluster.local("main"), null)) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {0x7f, (byte) 0xff});
                }
                silent.add(socket);
            }
            Awaitility.await().until(() -> listener.server.waitingCount() >= 200);
            listener.connect("main", "backup", PASSWORD, "me").close();
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> listener.server.waitingCount() == 0);
            for (Socket socket : silent) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                socket.close();
            }
        }
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (TestListener listener = TestListener.start(cluster.local("main"))) {
            BindumpProperties taken = new BindumpProperties(
                    listener.port(), InetAddress.getLoopbackAddress(), null, null, null, Duration.ofSeconds(1), 1, 1);
            assertThat(catchThrowableOfType(
                            IllegalStateException.class, () -> TestListener.start(taken, cluster.local("main"), null)))
                    .hasMessageContaining(listener.port() + "")
                    .hasMessageContaining("howdah.mover.bindump.port");
        }
    }

    private static TestCluster.Result psql(String conninfo, String password, String command) {
        return cluster.run(
                List.of("/usr/lib/postgresql/15/bin/psql", "-X", conninfo, "-c", command),
                Map.of("PGPASSWORD", password, "HOME", "/tmp"));
    }
}
