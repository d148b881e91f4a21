package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL cluster to be backed up: its own directory, a free port, data checksums, everybody trusted. */
final class SourceCluster implements AutoCloseable {

    private final String osUser;
    private final Path directory;
    private final int port;
    private final Database server;

    private SourceCluster(String osUser, Path directory, int port) {
        this.osUser = osUser;
        this.directory = directory;
        this.port = port;
        this.server = new Database("127.0.0.1", port, "postgres");
    }

    static SourceCluster create(String... settings) {
        return createAs(OsUsers.postgres(), settings);
    }

    static SourceCluster createAs(String osUser, String... settings) {
        try {
            Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-source");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Command.run("chown", osUser, directory.toString());
            SourceCluster cluster = new SourceCluster(osUser, directory, FreePorts.one());
            cluster.initialise(settings);
            cluster.start();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise(String... settings) throws IOException {
        Command.runAs(
                osUser,
                bin("initdb"),
                "-D",
                data().toString(),
                "-U",
                "postgres",
                "--data-checksums",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync");
        Command.runAs(osUser, "mkdir", "-m", "700", socketDirectory().toString());
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.add("port = " + port);
        lines.add("listen_addresses = '127.0.0.1'");
        lines.add("unix_socket_directories = '" + socketDirectory() + "'");
        lines.add("fsync = off");
        Files.write(data().resolve("postgresql.auto.conf"), lines);
    }

    void start() {
        Command.runAs(
                osUser,
                bin("pg_ctl"),
                "start",
                "-w",
                "-s",
                "-D",
                data().toString(),
                "-l",
                directory.resolve("log").toString());
    }

    void stop() {
        Command.runAs(osUser, bin("pg_ctl"), "stop", "-w", "-s", "-m", "fast", "-D", data().toString());
    }

    /** Ends it as a crash does; returns when no process of it is left. */
    void kill() {
        long postmaster = Long.parseLong(
                Command.run("head", "-n", "1", data().resolve("postmaster.pid").toString())
                        .strip());
        List<Long> processes = new ArrayList<>(List.of(postmaster));
        ProcessHandle.of(postmaster).orElseThrow().descendants().forEach(child -> processes.add(child.pid()));
        Command.kill(processes);
    }

    /** The body of PUT /clusters for it. */
    Map<String, Object> registration() {
        Map<String, Object> body = new HashMap<>();
        body.put("host", "local");
        body.put("dataDirectory", data().toString());
        body.put("port", port);
        body.put("socketDirectory", socketDirectory().toString());
        body.put("user", "postgres");
        return body;
    }

    Database database(String name) {
        return server.named(name);
    }

    Path data() {
        return directory.resolve("data");
    }

    /** An empty directory that the server may use as a tablespace. */
    Path newTablespaceDirectory(String name) {
        Path tablespace = directory.resolve(name);
        Command.runAs(osUser, "mkdir", "-m", "700", tablespace.toString());
        return tablespace;
    }

    Path socketDirectory() {
        return directory.resolve("s");
    }

    int port() {
        return port;
    }

    /** The program of the newest PostgreSQL that is installed. */
    static String bin(String program) {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.filter(v -> Files.isExecutable(v.resolve("bin/postgres")))
                    .max(java.util.Comparator.comparingInt(
                            v -> Integer.parseInt(v.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin")
                    .resolve(program)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(data().resolve("postmaster.pid"))) {
            stop();
        }
        Command.run("rm", "-rf", directory.toString());
    }
}
