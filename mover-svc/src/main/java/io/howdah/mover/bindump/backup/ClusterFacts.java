package io.howdah.mover.bindump.backup;

import io.howdah.repository.backup.SourceInfo;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster says of itself while it is in backup mode.
 *
 * @param oldestXid and {@code oldestMultixact} of the last checkpoint
 * @param databases all of them
 */
record ClusterFacts(
        int versionNum,
        String version,
        String systemIdentifier,
        long catalogVersion,
        long timeline,
        String oldestXid,
        String oldestMultixact,
        boolean dataChecksums,
        int walSegmentSize,
        List<Tablespace> tablespaces,
        List<Database> databases,
        Map<String, String> settings,
        Map<String, String> locale) {

    private static final int PAGE_SIZE = 8192;

    /** @param tablespaceOid its default tablespace */
    record Database(long oid, String name, long tablespaceOid, boolean allowsConnections, boolean template) {}

    private static final String CONTROL = """
            SELECT current_setting('server_version_num')::int, current_setting('server_version'), s.system_identifier,
                   s.catalog_version_no, c.timeline_id, c.oldest_xid, c.oldest_multi_xid,
                   current_setting('data_checksums') = 'on',
                   (SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size')
            FROM pg_control_system() s, pg_control_checkpoint() c
            """;
    private static final String TABLESPACE_QUERY = """
            SELECT oid, spcname, pg_tablespace_location(oid) FROM pg_tablespace
            WHERE spcname NOT IN ('pg_default', 'pg_global') ORDER BY oid
            """;
    private static final String DATABASE_QUERY = """
            SELECT oid, datname, dattablespace, datallowconn, datistemplate FROM pg_database ORDER BY oid
            """;
    /** What must be known to run the backup elsewhere; PostgreSQL's recovery compares the max_ ones. */
    private static final String SETTINGS = """
            SELECT name, setting FROM pg_settings WHERE name IN (
                'config_file', 'hba_file', 'ident_file', 'data_directory', 'port', 'shared_preload_libraries',
                'session_preload_libraries', 'local_preload_libraries', 'max_connections', 'max_worker_processes',
                'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction', 'track_commit_timestamp',
                'wal_level', 'wal_log_hints', 'archive_mode', 'block_size', 'wal_block_size', 'segment_size',
                'server_encoding', 'data_checksums', 'ssl', 'timezone', 'log_timezone', 'default_text_search_config',
                'lc_messages', 'lc_monetary', 'lc_numeric', 'lc_time', 'data_directory_mode')
            """;

    static ClusterFacts read(Connection connection, Path dataDirectory) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<Tablespace> tablespaces = tablespaces(statement);
            List<Database> databases = databases(statement);
            Map<String, String> settings = settings(statement, dataDirectory);
            int major = connection.getMetaData().getDatabaseMajorVersion();
            Map<String, String> locale = locale(statement, major);
            try (ResultSet row = statement.executeQuery(CONTROL)) {
                row.next();
                return new ClusterFacts(
                        row.getInt(1),
                        row.getString(2).split(" ", 2)[0],
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6),
                        row.getString(7),
                        row.getBoolean(8),
                        row.getInt(9),
                        tablespaces,
                        databases,
                        settings,
                        locale);
            }
        }
    }

    int major() {
        return versionNum / 10_000;
    }

    /** The directory within a tablespace that belongs to this version. */
    String versionDirectory() {
        return "PG_" + major() + "_" + catalogVersion;
    }

    /** The source's part of backup.control. */
    SourceInfo sourceInfo() {
        return new SourceInfo(
                systemIdentifier,
                version,
                versionNum,
                catalogVersion,
                PAGE_SIZE,
                walSegmentSize,
                dataChecksums,
                settings,
                tablespaces.stream()
                        .map(t -> new SourceInfo.Tablespace(t.oid(), t.name(), t.location(), t.inPlace()))
                        .toList(),
                databases.stream()
                        .map(d -> new SourceInfo.Database(d.oid(), d.name()))
                        .toList(),
                locale);
    }

    private static List<Tablespace> tablespaces(Statement statement) throws SQLException {
        List<Tablespace> tablespaces = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(TABLESPACE_QUERY)) {
            while (rows.next()) {
                String location = rows.getString(3);
                tablespaces.add(
                        new Tablespace(rows.getLong(1), rows.getString(2), location, !location.startsWith("/")));
            }
        }
        return tablespaces;
    }

    private static List<Database> databases(Statement statement) throws SQLException {
        List<Database> databases = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(DATABASE_QUERY)) {
            while (rows.next()) {
                databases.add(new Database(
                        rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getBoolean(4), rows.getBoolean(5)));
            }
        }
        return databases;
    }

    private static Map<String, String> settings(Statement statement, Path dataDirectory) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(SETTINGS)) {
            while (rows.next()) {
                String name = rows.getString(1);
                String value = rows.getString(2);
                settings.put(name, name.endsWith("_file") ? relativeInside(value, dataDirectory) : value);
            }
        }
        return settings;
    }

    /** A file inside the data directory goes where that goes, so it is named relative to it. */
    private static String relativeInside(@Nullable String file, Path dataDirectory) {
        if (file == null || file.isEmpty()) {
            return "";
        }
        Path path = Path.of(file).normalize();
        return path.startsWith(dataDirectory) ? dataDirectory.relativize(path).toString() : path.toString();
    }

    /** Of template0, which nobody changes; and every provider that any database uses. */
    private static Map<String, String> locale(Statement statement, int major) throws SQLException {
        String provider = major >= 15 ? "datlocprovider::text" : "'c'";
        String icu = major >= 17 ? "datlocale" : major >= 15 ? "daticulocale" : "NULL::text";
        Map<String, String> locale = new TreeMap<>();
        try (ResultSet row = statement.executeQuery("SELECT pg_encoding_to_char(encoding), datcollate, datctype, "
                + provider + ", " + icu + ", (SELECT string_agg(DISTINCT " + provider
                + ", ',') FROM pg_database) FROM pg_database WHERE datname = 'template0'")) {
            if (row.next()) {
                locale.put("encoding", row.getString(1));
                locale.put("collate", row.getString(2));
                locale.put("ctype", row.getString(3));
                locale.put("provider", providerName(row.getString(4)));
                locale.put("locale", row.getString(5) == null ? "" : row.getString(5));
                List<String> providers = new ArrayList<>();
                for (String code : row.getString(6).split(",")) {
                    providers.add(providerName(code));
                }
                locale.put("providers", String.join(",", providers));
            }
        }
        return locale;
    }

    private static String providerName(String code) {
        return switch (code) {
            case "c" -> "libc";
            case "i" -> "icu";
            case "b" -> "builtin";
            default -> code;
        };
    }
}
