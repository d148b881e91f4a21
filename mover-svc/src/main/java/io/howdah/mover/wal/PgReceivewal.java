package io.howdah.mover.wal;

import io.howdah.mover.cluster.LocalCluster;
import io.howdah.mover.host.PostgresInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL's own receiver as a child process. It ends with the thread that started it (PR_SET_PDEATHSIG), so that a
 * killed mover leaves none behind.
 */
final class PgReceivewal implements AutoCloseable {

    /** What it may need of our environment; the rest may be secrets, or PG variables that divert it. */
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LD_LIBRARY_PATH", "TZ");

    private static final int LAST_WORDS = 600;

    private final Process process;
    private final Staging staging;
    private final Duration stopWait;

    private PgReceivewal(Process process, Staging staging, Duration stopWait) {
        this.process = process;
        this.staging = staging;
        this.stopWait = stopWait;
    }

    static PgReceivewal start(
            PostgresInstallation installation, LocalCluster cluster, String slot, Staging staging, Duration stopWait)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "setpriv",
                        "--pdeathsig",
                        "TERM",
                        installation.program("pg_receivewal").toString(),
                        "-D",
                        staging.segments().toString(),
                        "-d",
                        connection(cluster),
                        "-S",
                        slot,
                        "-s",
                        "1",
                        "--synchronous",
                        "--no-loop",
                        "--no-password")
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(staging.log().toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        environment.put("LC_ALL", "C");
        writePasswords(cluster, staging.passwords());
        environment.put("PGPASSFILE", staging.passwords().toString());
        return new PgReceivewal(builder.start(), staging, stopWait);
    }

    /**
     * Ends what an earlier process of this service has left: it would hold the slot. Only one that writes into this
     * very directory is ours.
     */
    static void endOrphans(Staging staging) throws InterruptedException, ExecutionException {
        String directory = staging.segments().toString();
        List<ProcessHandle> orphans = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(Arrays::asList)
                        .filter(arguments -> arguments.contains(directory) && arguments.contains("--no-loop"))
                        .isPresent())
                .toList();
        for (ProcessHandle orphan : orphans) {
            orphan.destroyForcibly();
            orphan.onExit().get();
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Returns whether it has ended within that time. */
    boolean awaitEnd(Duration wait) throws InterruptedException {
        return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    String lastWords() throws IOException {
        String text = Files.readString(staging.log(), StandardCharsets.UTF_8).strip();
        String end = text.substring(Math.max(0, text.length() - LAST_WORDS));
        return end.isEmpty() ? "it said nothing, exit code " + process.exitValue() : end.replace("\n", "; ");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(stopWait.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(staging.passwords());
        }
    }

    /** A link that is gone without a word is noticed by keepalives. */
    private static String connection(LocalCluster cluster) {
        Path sockets = cluster.socketDirectory();
        return "host=" + quoted(sockets == null ? "127.0.0.1" : sockets.toString()) + " port=" + cluster.port()
                + " user="
                + quoted(cluster.user())
                + " application_name=howdah connect_timeout=10"
                + " keepalives_idle=10 keepalives_interval=5 keepalives_count=3 tcp_user_timeout=30000"
                + (sockets == null ? "" : " sslmode=disable") + " gssencmode=disable";
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** An empty file rather than none: the OS user's own must not count. */
    private static void writePasswords(LocalCluster cluster, Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String password = cluster.password();
        if (password != null) {
            Files.writeString(
                    file,
                    "*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n",
                    StandardOpenOption.TRUNCATE_EXISTING);
        }
    }
}
