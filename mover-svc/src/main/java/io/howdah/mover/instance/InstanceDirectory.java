package io.howdah.mover.instance;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The directory that one instance has outside its data directory: its unix socket, its pg_hba.conf. Mode 0700: who can
 * enter it is the instance's user, and may connect as any role.
 */
record InstanceDirectory(Path path) {

    private static final int LONGEST_SOCKET_PATH = 107;
    private static final String LONGEST_SOCKET_NAME = "/.s.PGSQL.65535";

    static InstanceDirectory of(Path socketRoot, String id) {
        return new InstanceDirectory(socketRoot.toAbsolutePath().normalize().resolve(id));
    }

    Path hbaFile() {
        return path.resolve("pg_hba.conf");
    }

    /** Instead of the one that the source may have configured; none at all cannot be said. */
    Path pidFile() {
        return path.resolve("postgres.pid");
    }

    /** The one in force, or an empty one of ours: PostgreSQL does not start without. */
    Path configFile(ServerConfiguration configuration) {
        Path file = configuration.file();
        return file == null ? emptyConfigFile() : file;
    }

    void requireShortPath() {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length + LONGEST_SOCKET_NAME.length()
                > LONGEST_SOCKET_PATH) {
            throw ProblemException.unprocessable(
                    "SOCKET_PATH_TOO_LONG",
                    "the unix socket of the instance would be " + path + "/.s.PGSQL.<port>, longer than the "
                            + LONGEST_SOCKET_PATH + " bytes that the kernel allows",
                    "set howdah.mover.instance.socket-root to a shorter path");
        }
    }

    void create(String hba) {
        requireShortPath();
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            Files.writeString(hbaFile(), hba, StandardCharsets.ISO_8859_1);
            Files.writeString(emptyConfigFile(), "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the directory of the instance " + path, e);
        }
    }

    void remove() {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (Stream<Path> content = Files.walk(path)) {
            for (Path file : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the directory of the instance " + path, e);
        }
    }

    private Path emptyConfigFile() {
        return path.resolve("postgresql.conf");
    }
}
