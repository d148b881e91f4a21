package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A publication and the processes it lives by, to be ended as a crash ends them. */
record Publication(JsonNode json) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    String id() {
        return json.path("id").asString();
    }

    Database database(String name) {
        return Database.of(json, name);
    }

    Path mountPoint() {
        return Path.of(json.path("mountPoint").asString());
    }

    Path socketDirectory() {
        return Path.of(json.path("connection").path("socketDirectory").asString());
    }

    Path writeCache() {
        return Path.of(json.path("writeCache").path("path").asString());
    }

    void killWorker() {
        killAll(processes("java"));
    }

    void killPostmaster() {
        killAll(List.of(postmaster()));
    }

    ProcessHandle postmaster() {
        return processes("postgres").stream()
                .filter(process -> !arguments(process.pid()).startsWith("postgres: "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("publication " + id() + " has no postmaster"));
    }

    /** Its worker, its postmaster and the server processes. */
    List<ProcessHandle> processes() {
        return Stream.concat(processes("java").stream(), processes("postgres").stream())
                .toList();
    }

    /** Those of a program that name it in their arguments. */
    private List<ProcessHandle> processes(String program) {
        return ProcessHandle.allProcesses()
                .filter(process -> runs(program, process.pid()))
                .filter(process -> arguments(process.pid()).contains(id()))
                .toList();
    }

    static void killAll(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Waits until it takes connections again. */
    void awaitAnswer() {
        Awaitility.await("publication " + id() + " answers")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::answers);
    }

    boolean answers() {
        try (Connection connection = database("postgres").connect();
                var statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (AssertionError | SQLException down) {
            return false;
        }
    }

    void pgCtl(String... action) {
        List<String> command = new java.util.ArrayList<>(List.of(SourceCluster.bin("pg_ctl")));
        command.addAll(List.of(action));
        command.addAll(List.of("-w", "-s", "-D", json.path("dataDirectory").asString()));
        Command.runAs(OsUsers.postgres(), command.toArray(String[]::new));
    }

    void amcheck() {
        Checks.amcheck(json);
    }

    /** Of what runs in a container, the file may have no name here. */
    private static boolean runs(String program, long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"))
                    .endsWith(program);
        } catch (IOException gone) {
            return false;
        }
    }

    /** With blanks between them; empty when it has ended. */
    static String arguments(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException | UncheckedIOException gone) {
            return "";
        }
    }
}
