package io.howdah.mover.dump;

import io.howdah.mover.cluster.LocalCluster;
import io.howdah.mover.host.PostgresInstallation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * pg_dump or pg_dumpall as a child process. It ends with the thread that started it (PR_SET_PDEATHSIG), so that a
 * killed mover leaves none behind. Its arguments come out of a file, byte for byte: the names of databases and tables
 * are bytes to PostgreSQL, and what the JVM makes of them depends on the locale that it was started in.
 */
final class DumpProgram {

    /** What it may need of our environment; the rest may be secrets, or PG variables that divert it. */
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LD_LIBRARY_PATH", "TZ");

    /** There can be no such file. One that is no plain file, libpq complains about. */
    private static final String NO_FILE = "/dev/null/none";

    /** Of all arguments together; more would become a second process. */
    private static final String MOST_ARGUMENTS = "1000000";

    private static final int LAST_WORDS = 1000;

    private final Process process;
    private final Path log;

    private DumpProgram(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param database to connect to
     * @param arguments besides the connection
     */
    static DumpProgram start(
            PostgresInstallation installation,
            String name,
            LocalCluster server,
            String database,
            List<byte[]> arguments,
            DumpPlace place)
            throws IOException {
        Path list = place.scratch("arguments");
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        List<byte[]> all =
                new ArrayList<>(List.of(bytes("-d"), bytes(connection(server, database)), bytes("--no-password")));
        all.addAll(arguments);
        for (byte[] argument : all) {
            words.write(argument);
            words.write(0);
        }
        Files.write(list, words.toByteArray());
        Path log = place.scratch("log");
        ProcessBuilder builder = new ProcessBuilder(
                        "setpriv",
                        "--pdeathsig",
                        "TERM",
                        "xargs",
                        "-0",
                        "-x",
                        "-s",
                        MOST_ARGUMENTS,
                        "-a",
                        list.toString(),
                        "setpriv",
                        "--pdeathsig",
                        "TERM",
                        installation.program(name).toString())
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        environment.put("LC_ALL", "C");
        environment.put("PGPASSFILE", NO_FILE);
        return new DumpProgram(builder.start(), log);
    }

    /** Returns whether it succeeded. */
    boolean await() throws InterruptedException {
        return process.waitFor() == 0;
    }

    /** Ends it, and whatever it has started in that directory. */
    void end(DumpPlace place, Duration wait) throws IOException, InterruptedException {
        process.destroy();
        DumpProcesses.end(place.path(), wait);
    }

    String lastWords() throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
        String end = text.substring(Math.max(0, text.length() - LAST_WORDS));
        return end.isEmpty() ? "it said nothing, exit code " + process.exitValue() : end.replace("\n", "; ");
    }

    /** A plain name would be taken for a connection string wherever it looks like one. */
    static String connection(LocalCluster server, String database) {
        return "host=" + quoted(String.valueOf(server.socketDirectory())) + " port=" + server.port() + " user="
                + quoted(server.user()) + " dbname=" + quoted(database)
                + " application_name=howdah connect_timeout=10 sslmode=disable gssencmode=disable";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
