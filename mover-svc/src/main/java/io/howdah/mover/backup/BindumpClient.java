package io.howdah.mover.backup;

import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.mover.model.Compression;
import io.howdah.repository.backup.PackStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of bindump (docs/bindump.md) on one connection. */
final class BindumpClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BindumpClient.class);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Connection connection;

    BindumpClient(Connection connection) {
        this.connection = connection;
    }

    /** @param major PostgreSQL major version */
    record Source(String systemIdentifier, int major, int walSegmentSize) {}

    /** @param bytes of the files that copy_files will read */
    record Started(String startLsn, long timeline, long bytes) {}

    Source identify() throws SQLException {
        try (Statement statement = statement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            String systemIdentifier = row.getString("systemid");
            return new Source(systemIdentifier, connection.getMetaData().getDatabaseMajorVersion(), walSegmentSize());
        }
    }

    Started start(String label) throws SQLException {
        try (Statement statement = statement();
                ResultSet row = statement.executeQuery("start_backup LABEL " + quote(label))) {
            row.next();
            long bytes = 0;
            for (JsonNode tablespace : JSON.readTree(row.getString("tablespace_list"))) {
                bytes += tablespace.path("bytes").asLong();
            }
            return new Started(row.getString("start_lsn"), row.getLong("start_tli"), bytes);
        }
    }

    /** @param worker from 1 to {@code workers} */
    void copyFiles(BackupJobSpec spec, int workers, int worker, PackStream stream) throws SQLException {
        copy(
                "copy_files VERIFY_CHECKSUMS " + (spec.getVerifyChecksums() ? "TRUE" : "FALSE")
                        + compression(spec.getCompression()) + ", WORKER_INFO '" + workers + ":" + worker + "'",
                stream);
    }

    void stop(BackupJobSpec spec, PackStream stream) throws SQLException {
        copy("stop_backup STREAM TRUE" + compression(spec.getCompression()), stream);
    }

    /** What arrives is stored as it is; the stream checks it on the way. */
    private void copy(String command, PackStream stream) throws SQLException {
        CopyOut copy = new CopyManager(connection.unwrap(BaseConnection.class)).copyOut(command);
        byte[] chunk;
        while ((chunk = copy.readFromCopy()) != null) {
            stream.append(chunk);
        }
    }

    private static String compression(Compression compression) {
        return ", COMPRESS_ALG " + compression.getAlgorithm().getValue().toLowerCase(Locale.ROOT) + ", COMPRESS_LVL "
                + compression.getLevel();
    }

    private int walSegmentSize() throws SQLException {
        try (Statement statement = statement();
                ResultSet row = statement.executeQuery("SHOW wal_segment_size")) {
            row.next();
            String size = row.getString(1);
            return size.endsWith("GB")
                    ? Integer.parseInt(size.replace("GB", "")) << 30
                    : Integer.parseInt(size.replace("MB", "")) << 20;
        }
    }

    private Statement statement() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        return statement;
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException closedBefore) {
            // by the server, as it does after stop_backup, or by us, to cut it
            LOG.debug("connection to bindump was closed before", closedBefore);
        }
    }
}
