package io.howdah.mover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs programs as the user that PostgreSQL runs as: postgres when the tests run as root, else whoever runs them. */
public final class Programs {

    public static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    public static final String SERVER_USER = ROOT ? "postgres" : System.getProperty("user.name");
    public static final Path BIN = newestInstallation();

    private Programs() {}

    private static Path newestInstallation() {
        try (Stream<Path> majors = Files.list(Path.of("/usr/lib/postgresql"))) {
            return majors.filter(major -> Files.isExecutable(major.resolve("bin/postgres")))
                    .max(Comparator.comparingInt(
                            major -> Integer.parseInt(major.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The command as that user. It may read what root may, because the class path lies in root's home; PostgreSQL looks
     * only at the user id.
     */
    public static List<String> asServerUser(List<String> command) {
        if (!ROOT) {
            return command;
        }
        List<String> whole = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--init-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search"));
        whole.addAll(command);
        return whole;
    }

    /** Returns what it printed; fails when it fails. */
    public static String run(String... command) {
        return execute(asServerUser(Arrays.asList(command)));
    }

    public static String postgres(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(BIN.resolve(program).toString()));
        command.addAll(Arrays.asList(arguments));
        return execute(asServerUser(command));
    }

    private static String execute(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A directory of the server's user with a path short enough for sockets. Whoever makes it removes it. */
    public static Path temporaryDirectory() {
        return directoryIn(Path.of("/tmp"));
    }

    /** The same in memory, where fsync costs nothing; on the disk when there is little memory to have. */
    public static Path directoryInMemory() {
        Path memory = Path.of("/dev/shm");
        return memory.toFile().getUsableSpace() > 1L << 30 ? directoryIn(memory) : temporaryDirectory();
    }

    private static Path directoryIn(Path parent) {
        try {
            Path directory = Files.createTempDirectory(parent, "hm");
            if (ROOT) {
                execute(List.of("chown", "postgres:postgres", directory.toString()));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void remove(Path directory) {
        execute(List.of("rm", "-rf", directory.toString()));
    }
}
