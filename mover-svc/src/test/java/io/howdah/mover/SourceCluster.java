package io.howdah.mover;

import java.nio.file.Path;
import java.util.List;

/** A small running PostgreSQL cluster to take copies of. */
public final class SourceCluster implements AutoCloseable {

    private final Path home;
    private final int port;
    private final String[] settings;

    private SourceCluster(Path home, int port, String... settings) {
        this.home = home;
        this.port = port;
        this.settings = settings;
    }

    public static SourceCluster start(String... settings) {
        Path home = Programs.directoryInMemory();
        Path data = home.resolve("data");
        Programs.postgres("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-k", "-N", "--no-locale");
        SourceCluster cluster = new SourceCluster(home, FreePorts.one(), settings);
        try {
            cluster.startAgain();
        } catch (IllegalStateException e) {
            String said = cluster.log();
            Programs.remove(home);
            throw new IllegalStateException(said, e);
        }
        return cluster;
    }

    public void startAgain() {
        StringBuilder options = new StringBuilder("-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off"
                + " -c unix_socket_directories=" + home + " -c shared_buffers=32MB");
        for (String setting : settings) {
            options.append(" -c ").append(setting);
        }
        Programs.postgres(
                "pg_ctl",
                "-D",
                data().toString(),
                "-l",
                home.resolve("log").toString(),
                "-o",
                options.toString(),
                "-w",
                "start");
    }

    /** Returns when no process of it is left. */
    public void kill() {
        long pid = Long.parseLong(
                Programs.run("head", "-1", data().resolve("postmaster.pid").toString())
                        .strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> children = postmaster.descendants().toList();
        Programs.run("kill", "-9", Long.toString(pid));
        postmaster.onExit().join();
        children.forEach(child -> child.onExit().join());
    }

    /** A running standby of this cluster. */
    public SourceCluster standby() {
        Path standbyHome = Programs.directoryInMemory();
        Programs.postgres(
                "pg_basebackup",
                "-h",
                home.toString(),
                "-p",
                Integer.toString(port),
                "-U",
                "postgres",
                "-D",
                standbyHome.resolve("data").toString(),
                "-R",
                "-c",
                "fast");
        SourceCluster standby = new SourceCluster(standbyHome, FreePorts.one(), settings);
        standby.startAgain();
        return standby;
    }

    public Path data() {
        return home.resolve("data");
    }

    /** Of the server's log and its socket. */
    public Path home() {
        return home;
    }

    public int port() {
        return port;
    }

    public String sql(String statement) {
        return psql(home, port, statement);
    }

    /** What the server said. */
    public String log() {
        return Programs.run("cat", home.resolve("log").toString());
    }

    public static String psql(Path socketDirectory, int port, String statement) {
        return Programs.postgres(
                        "psql",
                        "-XqAt",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-h",
                        socketDirectory.toString(),
                        "-p",
                        Integer.toString(port),
                        "-U",
                        "postgres",
                        "-c",
                        statement)
                .strip();
    }

    /** A base backup as a mount shows one: {@code data} with a backup_label, and the WAL apart, in {@code wal}. */
    public void copyTo(Path mount) {
        Path data = mount.resolve("data");
        Path wal = mount.resolve("wal");
        Programs.run("mkdir", "-p", mount.toString());
        Programs.postgres(
                "pg_basebackup",
                "-h",
                home.toString(),
                "-p",
                Integer.toString(port),
                "-U",
                "postgres",
                "-D",
                data.toString(),
                "-X",
                "fetch",
                "-c",
                "fast");
        Programs.run("mkdir", wal.toString());
        Programs.run(
                "find",
                data.resolve("pg_wal").toString(),
                "-maxdepth",
                "1",
                "-type",
                "f",
                "-exec",
                "mv",
                "{}",
                wal + "/",
                ";");
    }

    @Override
    public void close() {
        try {
            Programs.postgres("pg_ctl", "-D", data().toString(), "-m", "immediate", "-w", "stop");
        } finally {
            Programs.remove(home);
        }
    }
}
