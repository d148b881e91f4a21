package io.howdah.mover.cluster;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds out whether a cluster can be served by this mover, and says precisely why when it cannot. */
@Component
class ClusterInspector {

    private static final int OLDEST_VERSION = 130_000;
    private static final int BLOCK_SIZE = 8192;
    private static final String SELF = """
            SELECT current_setting('is_superuser') = 'on'                AS superuser,
                   current_setting('server_version')                     AS version,
                   current_setting('server_version_num')::int            AS version_num,
                   current_setting('block_size')::int                    AS block_size,
                   current_setting('data_checksums') = 'on'              AS data_checksums,
                   current_setting('data_directory', true)               AS data_directory,
                   (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier
            """;

    private final ClusterConnections connections;

    ClusterInspector(ClusterConnections connections) {
        this.connections = connections;
    }

    /**
     * @param osUser the user that the data directory is expected to belong to, or null for the one that this mover runs
     *     as
     */
    Inspection inspect(LocalCluster cluster, @Nullable String osUser) {
        requireDataDirectory(cluster.dataDirectory());
        String owner = requireOwner(cluster.dataDirectory(), osUser);
        try (Connection connection = connections.open(cluster);
                Statement statement = connection.createStatement()) {
            requireSuperuser(cluster, statement);
            try (ResultSet self = statement.executeQuery(SELF)) {
                self.next();
                return judge(cluster, owner, self);
            }
        } catch (SQLException e) {
            throw ClusterProblems.cannotConnect(cluster, e);
        }
    }

    private static void requireDataDirectory(Path directory) {
        boolean is;
        try {
            is = Files.isDirectory(directory)
                    && Files.readString(directory.resolve("PG_VERSION")).strip().matches("[0-9.]+")
                    && Files.isReadable(directory.resolve("global/pg_control"));
        } catch (IOException e) {
            throw notADataDirectory(directory, e);
        }
        if (!is) {
            throw notADataDirectory(directory, null);
        }
    }

    private static ProblemException notADataDirectory(Path directory, @Nullable Throwable cause) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "NOT_A_DATA_DIRECTORY",
                directory + " is not a PostgreSQL data directory that user " + currentUser() + " can read",
                "give the directory that holds PG_VERSION and global/pg_control (SHOW data_directory)",
                cause);
    }

    private static String requireOwner(Path directory, @Nullable String expected) {
        String owner;
        try {
            owner = Files.getOwner(directory).getName();
        } catch (IOException e) {
            throw notADataDirectory(directory, e);
        }
        String self = currentUser();
        boolean mayRead = self.equals(owner) || self.equals("root");
        if (!mayRead || (expected != null && !expected.equals(owner))) {
            throw ProblemException.unprocessable(
                    "OS_USER_MISMATCH",
                    "data directory " + directory + " belongs to " + owner
                            + (mayRead ? ", not to " + expected : " and this mover runs as " + self),
                    mayRead ? "give osUser " + owner + " or leave it out" : "run mover-svc as " + owner);
        }
        return owner;
    }

    private static void requireSuperuser(LocalCluster cluster, Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT current_setting('is_superuser') = 'on'")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw ProblemException.unprocessable(
                        "ROLE_NOT_PRIVILEGED",
                        "role " + cluster.user() + " of cluster " + cluster.name() + " is not a superuser",
                        "give a superuser: bindump reads pg_authid and all settings over this connection");
            }
        }
    }

    private static Inspection judge(LocalCluster cluster, String owner, ResultSet self) throws SQLException {
        int version = self.getInt("version_num");
        if (version < OLDEST_VERSION) {
            throw ProblemException.unprocessable(
                    "VERSION_NOT_SUPPORTED",
                    "cluster " + cluster.name() + " runs PostgreSQL " + self.getString("version"),
                    "PostgreSQL 13 and later are supported");
        }
        if (self.getInt("block_size") != BLOCK_SIZE) {
            throw ProblemException.unprocessable(
                    "BLOCK_SIZE_NOT_SUPPORTED",
                    "cluster " + cluster.name() + " has blocks of " + self.getInt("block_size") + " bytes",
                    "only clusters with blocks of 8192 bytes are supported");
        }
        String directory = self.getString("data_directory");
        if (!sameDirectory(cluster.dataDirectory(), directory)) {
            throw ProblemException.unprocessable(
                    "WRONG_DATA_DIRECTORY",
                    "the server on port " + cluster.port() + " runs on " + directory + ", not on "
                            + cluster.dataDirectory(),
                    "correct dataDirectory or port");
        }
        return new Inspection(
                owner,
                self.getString("system_identifier"),
                self.getString("version").split(" ", 2)[0],
                version / 10_000,
                self.getBoolean("data_checksums"));
    }

    private static boolean sameDirectory(Path given, String reported) {
        try {
            return Files.isSameFile(given, Path.of(reported));
        } catch (IOException e) {
            return false;
        }
    }

    private static String currentUser() {
        return System.getProperty("user.name");
    }
}
