package io.howdah.mover.bindump;

import io.howdah.repository.Repository;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.backup.SourceInfo;
import io.howdah.repository.backup.StopInfo;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.stream.BackupStop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Takes a backup as the repository's side does: over JDBC connections, into a repository. */
final class PullingClient {

    private final TestListener listener;
    private final String user;
    private final String password;

    PullingClient(TestListener listener, String user, String password) {
        this.listener = listener;
        this.user = user;
        this.password = password;
    }

    BackupControl backup(Repository repository, String id, int workers, String copyOptions, String stopOptions)
            throws Exception {
        List<Connection> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < workers; i++) {
                connections.add(listener.connect("main", user, password, "backup " + id));
            }
            Instant startedAt = Instant.now();
            String startLsn = start(connections.getFirst());
            try (BackupWriter writer = repository.startBackup(
                    new ClusterInfo("main", "0", 15, 8192, 16 << 20), id, BackupType.FULL, null)) {
                List<Future<?>> copies = new ArrayList<>();
                for (int i = 0; i < workers; i++) {
                    int worker = i;
                    String info = workers == 1 ? "" : " WORKER_INFO " + workers + ":" + (worker + 1);
                    copies.add(threads.submit(() -> {
                        copy(connections.get(worker), "copy_files " + copyOptions + info, writer.stream(worker));
                        return null;
                    }));
                }
                for (Future<?> copy : copies) {
                    copy.get();
                }
                copy(connections.getFirst(), "stop_backup " + stopOptions, writer.stream(workers));
                BackupStop stop = Objects.requireNonNull(writer.stop());
                SourceInfo source = Objects.requireNonNull(writer.source());
                return writer.commit(new StopInfo(
                        startLsn,
                        stop.stopLsn(),
                        stop.stopTimeline(),
                        startedAt,
                        stop.stoppedAt(),
                        Compression.DEFAULT,
                        "test",
                        source));
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    static String start(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("start_backup LABEL 'it''s a test'")) {
            row.next();
            return row.getString("start_lsn");
        }
    }

    static long copy(Connection connection, String command, PackStream stream) throws Exception {
        long bytes = 0;
        try (stream) {
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(command);
            byte[] data;
            while ((data = copy.readFromCopy()) != null) {
                stream.append(data);
                bytes += data.length;
            }
            stream.finish();
        }
        return bytes;
    }

    /** Reads a copy to its end and forgets it; its length. */
    static long drain(Connection connection, String command) throws Exception {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(command);
        long bytes = 0;
        byte[] data;
        while ((data = copy.readFromCopy()) != null) {
            bytes += data.length;
        }
        return bytes;
    }
}
