package io.howdah.mover.instance;

import io.howdah.mover.host.OsUser;
import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.host.PostgresInstallations;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What must hold before an instance can start here; each check throws the problem that says what is wrong. */
@Component
class InstanceChecks {

    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final OsUser user;
    private final PostgresInstallations installations;

    InstanceChecks(OsUser user, PostgresInstallations installations) {
        this.user = user;
        this.installations = installations;
    }

    void requireUser(@Nullable String osUser) {
        if (user.root()) {
            throw ProblemException.unprocessable(
                    "ROOT_CANNOT_RUN_POSTGRES",
                    "mover-svc runs as root, and PostgreSQL refuses to",
                    "run mover-svc as the user that is to own the instances, such as postgres");
        }
        if (osUser != null && !osUser.equals(user.name())) {
            throw ProblemException.unprocessable(
                    "OS_USER_MISMATCH",
                    "the instance is to run as " + osUser + ", and mover-svc of this host runs as " + user.name(),
                    "leave osUser out, or run a mover-svc as " + osUser);
        }
    }

    PostgresInstallation requireMajor(int major) {
        return installations.ofMajor(major).orElseThrow(() -> {
            String found = installations.all().stream()
                    .map(i -> i.version() + " in " + i.binDirectory())
                    .collect(Collectors.joining(", "));
            return ProblemException.unprocessable(
                    "MAJOR_NOT_INSTALLED",
                    "PostgreSQL " + major + " is not installed on this host; installed: "
                            + (found.isEmpty() ? "none" : found),
                    "install it, on Debian and Ubuntu with: apt-get install postgresql-" + major
                            + "; or name its directory in howdah.mover.host.bin-directories");
        });
    }

    /** As PostgreSQL checks it at start, but before anything is made. */
    void requireDataDirectory(InstanceSpec spec) {
        Path data = Path.of(spec.getDataDirectory());
        String version;
        try {
            version = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!Files.exists(data.resolve("global/pg_control"))) {
                throw new NoSuchFileException("global/pg_control");
            }
            int owner = (Integer) Files.getAttribute(data, "unix:uid");
            boolean open = Files.getPosixFilePermissions(data).stream().anyMatch(FOR_OTHERS::contains);
            if (owner != user.uid() || open) {
                throw ProblemException.unprocessable(
                        "DATA_DIRECTORY_NOT_OWNED",
                        "data directory " + data + " must belong to " + user.name() + " with mode 0700 or 0750",
                        "mount the backup for osUser " + user.name());
            }
        } catch (IOException e) {
            if (!(e instanceof NoSuchFileException) || !Files.isDirectory(data)) {
                throw new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "DATA_DIRECTORY_LOST",
                        "data directory " + data + " is not there: " + e.getMessage(),
                        "mount it, then start the instance again",
                        e);
            }
            throw ProblemException.unprocessable(
                    "NOT_A_DATA_DIRECTORY",
                    data + " is not a PostgreSQL data directory: " + e.getMessage(),
                    "name the directory that holds PG_VERSION; look whether its mount is alive");
        }
        if (!version.equals(spec.getMajor().toString())) {
            throw ProblemException.unprocessable(
                    "MAJOR_MISMATCH",
                    "data directory " + data + " is of PostgreSQL " + version + ", not " + spec.getMajor(),
                    "ask for major " + version);
        }
    }
}
