package io.howdah.mover.cluster;

import io.howdah.mover.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL cluster of its own in a temporary directory; runs as OS user postgres when the tests run as root. */
public final class TestCluster implements AutoCloseable {

    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final Path home;
    private final Path data;
    private final int port;

    private TestCluster(Path home, Path data, int port) {
        this.home = home;
        this.data = data;
        this.port = port;
    }

    /** Initialised with data checksums, SCRAM for TCP and trust on the unix socket, and started. */
    public static TestCluster start(String... settings) {
        TestCluster cluster = initialised(settings);
        cluster.startServer();
        return cluster;
    }

    private static TestCluster initialised(String... settings) {
        try {
            Path home = Files.createTempDirectory(Path.of("/tmp"), "howdah-test-");
            own(home);
            TestCluster cluster = new TestCluster(home, home.resolve("data"), FreePorts.one());
            cluster.program(
                    "initdb",
                    "-D",
                    cluster.data.toString(),
                    "-U",
                    "postgres",
                    "-k",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "--auth-local=trust",
                    "--auth-host=scram-sha-256",
                    "--no-sync");
            cluster.configure(
                    "port = " + cluster.port,
                    "listen_addresses = '127.0.0.1'",
                    "unix_socket_directories = '" + home + "'",
                    "fsync = off",
                    "shared_buffers = 32MB",
                    "max_wal_size = 4GB",
                    "autovacuum = off");
            cluster.configure(settings);
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster around a data directory that exists already below {@code home}. */
    public static TestCluster at(Path home, Path data) {
        TestCluster cluster = new TestCluster(home, data, FreePorts.one());
        cluster.configure("port = " + cluster.port, "unix_socket_directories = '" + home + "'");
        return cluster;
    }

    public void configure(String... settings) {
        try {
            Files.writeString(
                    data.resolve("postgresql.conf"), String.join("\n", settings) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startServer() {
        program("pg_ctl", "-D", data.toString(), "-l", home.resolve("log").toString(), "-w", "-t", "60", "start");
    }

    /** @param mode fast or immediate */
    public void stopServer(String mode) {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            program("pg_ctl", "-D", data.toString(), "-m", mode, "-w", "stop");
        }
    }

    public Path home() {
        return home;
    }

    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    public LocalCluster local(String name) {
        return new LocalCluster(name, data, port, home, "postgres", null);
    }

    public Connection connect(String database) throws SQLException {
        return new ClusterConnections().open(local("test"), database);
    }

    public void execute(String... statements) {
        executeIn("postgres", statements);
    }

    public void executeIn(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public @Nullable String value(String sql) {
        return valueIn("postgres", sql);
    }

    public @Nullable String valueIn(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one of PostgreSQL's programs as the cluster's user; what it printed. */
    public String program(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(BIN.resolve(name).toString());
        command.addAll(Arrays.asList(arguments));
        Result result = run(command, Map.of());
        if (result.exitCode() != 0) {
            throw new IllegalStateException(command + " failed: " + result.output());
        }
        return result.output();
    }

    /** What a program left. */
    public record Result(int exitCode, String output) {}

    public Result run(List<String> command, Map<String, String> environment) {
        try {
            List<String> line = new ArrayList<>();
            if (ROOT) {
                line.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
            }
            line.addAll(command);
            Path output = Files.createTempFile("howdah-test-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(Path.of("/tmp").toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " takes too long");
                }
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Gives a file or directory to the cluster's user. */
    public static void own(Path path) throws IOException {
        if (ROOT) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    /** Deletes a tree. */
    public static void delete(Path root) {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopServer("immediate");
        delete(home);
    }
}
