package io.howdah.mover.recovery;

import io.howdah.mover.file.Durable;
import io.howdah.mover.instance.InstanceProperties;
import io.howdah.openapi.mover.model.RecoverySpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The files of a recovery: those by which PostgreSQL is told to recover, and those beside the data directory. */
@Component
class RecoveryFiles {

    private static final String SIGNAL = "recovery.signal";
    private static final Pattern DEBIAN = Pattern.compile("/etc/postgresql/(\\d+)/([^/]+)/postgresql\\.conf");
    private static final Path DEBIAN_LOGS = Path.of("/var/log/postgresql");

    private final InstanceProperties properties;

    RecoveryFiles(InstanceProperties properties) {
        this.properties = properties;
    }

    static Path data(RecoverySpec spec) {
        return Path.of(spec.getDataDirectory()).normalize();
    }

    static SettingsBlock block(RecoverySpec spec) {
        String external = spec.getConfigFile();
        Path data = data(spec);
        return new SettingsBlock(
                external == null ? data.resolve("postgresql.conf") : Path.of(external),
                data.resolve("postgresql.auto.conf"));
    }

    /** A backup_label is there until recovery has begun, so this does nothing to one that goes on. */
    void markForRecovery(Path data) throws IOException {
        // of a backup taken from a standby; it would follow a primary
        Files.deleteIfExists(data.resolve("standby.signal"));
        if (Files.exists(data.resolve("backup_label")) && !inRecovery(data)) {
            Files.createFile(
                    data.resolve(SIGNAL),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Durable.sync(data);
    }

    boolean hasInPlaceTablespaces(Path data) throws IOException {
        try (var tablespaces = Files.list(data.resolve("pg_tblspc"))) {
            return tablespaces.anyMatch(tablespace -> Files.isDirectory(tablespace, LinkOption.NOFOLLOW_LINKS));
        }
    }

    /** PostgreSQL removes the signal when it promotes. */
    boolean inRecovery(Path data) {
        return Files.exists(data.resolve(SIGNAL));
    }

    /** Arguments without which a server would not find its configuration. */
    List<String> ownSettings(RecoverySpec spec) {
        List<String> settings = new ArrayList<>();
        if (spec.getConfigFile() != null) {
            settings.add("config_file=" + spec.getConfigFile());
        }
        return settings;
    }

    /** Where the server says what it has to say that runs as its own configuration says. */
    Path ownLog(RecoverySpec spec) throws IOException {
        Matcher debian = DEBIAN.matcher(String.valueOf(spec.getConfigFile()));
        if (debian.matches() && Files.isWritable(DEBIAN_LOGS)) {
            return DEBIAN_LOGS.resolve("postgresql-" + debian.group(1) + "-" + debian.group(2) + ".log");
        }
        Path directory = data(spec).resolve("log");
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory.resolve("startup.log");
    }

    Path log(String id) {
        return properties.logDirectory().toAbsolutePath().resolve(id + ".log");
    }

    /** Mode 0700, as that of an instance. */
    Path makeSocketDirectory(String id) throws IOException {
        Path directory = socketDirectory(id);
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return directory;
    }

    void removeSocketDirectory(String id) throws IOException {
        Path directory = socketDirectory(id);
        if (Files.isDirectory(directory)) {
            try (var content = Files.list(directory)) {
                for (Path file : content.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    /** Removes what lies beside the data directory. */
    void remove(String id) {
        try {
            removeSocketDirectory(id);
            Files.deleteIfExists(log(id));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the files of recovery " + id, e);
        }
    }

    private Path socketDirectory(String id) {
        return properties.socketRoot().toAbsolutePath().normalize().resolve(id);
    }
}
