package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** PostgreSQL's own recovery of a base backup, as its manual has it: a copy, a restore_command, a target. */
final class NativeRecovery implements AutoCloseable {

    private static final List<String> TYPES = List.of("time", "lsn", "xid", "name");

    private final Path data;
    private final int port;

    private NativeRecovery(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** Returns when the copy has reached the target and is promoted. */
    static NativeRecovery of(Path base, Path archive, Map<String, String> target, String... more) {
        Path data = base.resolveSibling("recovered-" + System.nanoTime());
        Command.runAs(OsUsers.postgres(), "cp", "-a", base.toString(), data.toString());
        Map<String, String> settings = new LinkedHashMap<>(target);
        settings.put("restore_command", "cp " + archive + "/%f \"%p\"");
        settings.put("recovery_target_action", "promote");
        // nobody gets in before it is promoted
        settings.put("hot_standby", "off");
        settings.put("archive_mode", "off");
        int port = FreePorts.one();
        settings.put("port", Integer.toString(port));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        StringBuilder lines = new StringBuilder();
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        try {
            Files.writeString(data.resolve("postgresql.auto.conf"), lines, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.runAs(
                OsUsers.postgres(), "touch", data.resolve("recovery.signal").toString());
        NativeRecovery recovery = new NativeRecovery(data, port);
        recovery.start(target);
        return recovery;
    }

    private void start(Map<String, String> target) {
        Path log = Path.of(data + ".log");
        try {
            Command.runAs(
                    OsUsers.postgres(),
                    SourceCluster.bin("pg_ctl"),
                    "start",
                    "-w",
                    "-s",
                    "-D",
                    data.toString(),
                    "-l",
                    log.toString());
        } catch (AssertionError failed) {
            throw new AssertionError("PostgreSQL's own recovery to " + target + ":\n" + read(log), failed);
        }
        Awaitility.await("recovered to " + target)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(this::isPromoted);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isPromoted() {
        try {
            return database("postgres").value("SELECT pg_is_in_recovery()").equals("f");
        } catch (AssertionError notYet) {
            return false;
        }
    }

    /** The settings for a target as the API has it. */
    static Map<String, String> settings(Map<String, Object> target) {
        Map<String, String> settings = new LinkedHashMap<>();
        String type = target.get("type").toString().toLowerCase(java.util.Locale.ROOT);
        if (type.equals("immediate")) {
            settings.put("recovery_target", "immediate");
        } else if (TYPES.contains(type)) {
            // a server that starts knows no abbreviation, such as Z, yet
            settings.put(
                    "recovery_target_" + type, target.get("value").toString().replaceFirst("(:[\\d.]+)Z$", "$1+00"));
        }
        settings.put("recovery_target_inclusive", Boolean.FALSE.equals(target.get("inclusive")) ? "off" : "on");
        settings.put(
                "recovery_target_timeline",
                target.getOrDefault("timeline", "latest").toString());
        return settings;
    }

    Database database(String name) {
        return new Database("127.0.0.1", port, name);
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /** Where it ended, by the history of the timeline that it began. */
    String reachedLsn() {
        try (Stream<Path> files = Files.list(data.resolve("pg_wal"))) {
            Path newest = files.filter(file -> file.toString().endsWith(".history"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return Files.readAllLines(newest).stream()
                    .filter(line -> !line.isBlank())
                    .toList()
                    .getLast()
                    .split("\t")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Command.runAs(
                OsUsers.postgres(),
                SourceCluster.bin("pg_ctl"),
                "stop",
                "-w",
                "-s",
                "-m",
                "immediate",
                "-D",
                data.toString());
        Command.run("rm", "-rf", data.toString(), data + ".log");
    }
}
