package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.auth.Account;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configuration files outside the data directory, as Debian keeps them: they belong to the backup. */
final class Externals {

    private static final Logger LOG = LoggerFactory.getLogger(Externals.class);
    private static final int FIRST_WITH_HBA_INCLUDES = 16;
    private static final String ROOT = "externals";

    private Externals() {}

    /**
     * The files to take along, all of them readable.
     *
     * @param listed what the command asks for; null for the cluster's own
     */
    static List<Path> choose(@Nullable List<String> listed, ClusterSession session, Path dataDirectory, Account account)
            throws PgError {
        Set<Path> own = session.ask("looking for its configuration files", c -> own(c, session.major()));
        Set<Path> chosen = new TreeSet<>();
        if (listed == null) {
            own.stream().filter(Files::isRegularFile).forEach(chosen::add);
        } else {
            for (String path : listed) {
                chosen.add(allowed(Path.of(path).normalize(), own, account));
            }
        }
        chosen.removeIf(path -> isInside(path, dataDirectory));
        requireReadable(chosen);
        return List.copyOf(chosen);
    }

    static SourceFile source(Path path) throws IOException {
        return SourceFile.of(ROOT + path, path, false);
    }

    private static Set<Path> own(Connection connection, int major) throws SQLException {
        String sql = """
                SELECT setting FROM pg_settings WHERE name IN ('config_file', 'hba_file', 'ident_file')
                UNION SELECT sourcefile FROM pg_file_settings
                """;
        if (major >= FIRST_WITH_HBA_INCLUDES) {
            sql += """
                UNION SELECT file_name FROM pg_hba_file_rules
                UNION SELECT file_name FROM pg_ident_file_mappings
                """;
        }
        Set<Path> files = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String file = rows.getString(1);
                if (file != null && file.startsWith("/")) {
                    files.add(Path.of(file).normalize());
                }
            }
        }
        return files;
    }

    /** REPLICATION lets a role read the cluster, not whatever else the operating system user can read. */
    private static Path allowed(Path path, Collection<Path> own, Account account) throws PgError {
        if (!own.contains(path) && !account.readsServerFiles()) {
            throw PgError.of(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "role \"" + account.name() + "\" may not read \"" + path + "\"")
                    .detail("It is no configuration file of the cluster.")
                    .hint("GRANT pg_read_server_files, or leave it out of EXTERNALS.");
        }
        if (!Files.isRegularFile(path)) {
            throw PgError.of(SqlState.UNDEFINED_FILE, "\"" + path + "\" of EXTERNALS is not a file")
                    .hint("The backup goes on: correct the list and run stop_backup again.");
        }
        return path;
    }

    private static void requireReadable(Collection<Path> files) throws PgError {
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw PgError.of(SqlState.INSUFFICIENT_PRIVILEGE, "could not open \"" + file + "\": permission denied")
                        .detail("bindump reads files as operating system user " + System.getProperty("user.name") + ".")
                        .hint("Let that user read it, or name the files that are wanted in EXTERNALS.");
            }
        }
    }

    private static boolean isInside(Path path, Path dataDirectory) {
        try {
            return path.toRealPath().startsWith(dataDirectory.toRealPath());
        } catch (IOException e) {
            LOG.debug("cannot resolve {}", path, e);
            return path.startsWith(dataDirectory);
        }
    }
}
