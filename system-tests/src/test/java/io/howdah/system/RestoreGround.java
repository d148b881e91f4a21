package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A directory of PostgreSQL's user below which restores go, and that goes with all that is in it. */
final class RestoreGround implements AutoCloseable {

    private final Path directory;

    private RestoreGround(Path directory) {
        this.directory = directory;
    }

    static RestoreGround create() {
        try {
            Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-restored");
            Command.run("chown", OsUsers.postgres(), directory.toString());
            Command.run("chmod", "711", directory.toString());
            return new RestoreGround(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    /** Names of what is there. */
    TreeSet<String> content() {
        try (Stream<Path> content = Files.list(directory)) {
            return new TreeSet<>(
                    content.map(path -> path.getFileName().toString()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command lines of servers that run there. */
    List<String> servers() {
        return Command.run("ps", "-eo", "args=")
                .lines()
                .filter(line -> line.contains("/postgres ") && line.contains("-D " + directory + "/"))
                .toList();
    }

    static void stop(JsonNode restore) {
        pgCtl(restore.path("dataDirectory").asString(), "stop", List.of());
    }

    static void pgCtl(String data, String what, List<String> more) {
        Stream<String> command =
                Stream.of(SourceCluster.bin("pg_ctl"), what, "-w", "-s", "-m", "fast", "-D", data, "-l", "/dev/null");
        Command.runAs(OsUsers.postgres(), Stream.concat(command, more.stream()).toArray(String[]::new));
    }

    /** Ends what runs there, and removes everything. */
    void clear() {
        content().forEach(name -> remove(directory.resolve(name).toString()));
    }

    /** Ends what runs on it, and removes it. */
    void remove(String data) {
        if (Files.exists(Path.of(data, "postmaster.pid"))) {
            pgCtl(data, "stop", List.of());
        }
        Command.run("rm", "-rf", data);
    }

    @Override
    public void close() {
        clear();
        Command.run("rm", "-rf", directory.toString());
    }
}
