package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.command.Command.StopBackup;
import io.howdah.mover.bindump.command.Command.Transfer;
import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.CopyOutChannel;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.repository.stream.BackupStop;
import io.howdah.repository.stream.StreamEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What stop_backup answers: where the backup ended, and the files that are not in the data directory or not yet. */
final class StopStream {

    private static final String WAL = "wal/";
    private static final int OWNER_ONLY = 0600;

    private final ClusterFacts facts;
    private final String startLsn;
    private final ClusterSession.Stopped stopped;
    private final Path dataDirectory;
    private final List<Path> externals;

    StopStream(
            ClusterFacts facts,
            String startLsn,
            ClusterSession.Stopped stopped,
            Path dataDirectory,
            List<Path> externals) {
        this.facts = facts;
        this.startLsn = startLsn;
        this.stopped = stopped;
        this.dataDirectory = dataDirectory;
        this.externals = externals;
    }

    void send(StopBackup command, Transfer transfer, MessageWriter writer, Cancellation cancellation)
            throws IOException, PgError {
        // stored in milliseconds, and never before the stop point: recovery to this time has to pass it
        Instant stoppedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        writer.copyOutResponse();
        CopyOutChannel channel = new CopyOutChannel(writer);
        try (StreamEncoder encoder = CopyStream.encoder(channel, 0, command.compression(), transfer)) {
            encoder.stop(new BackupStop(stopped.stopLsn(), facts.timeline(), stoppedAt));
            FileCopier copier = new FileCopier(encoder, null, cancellation);
            copier.bytes("data/backup_label", OWNER_ONLY, stopped.backupLabel());
            if (stopped.tablespaceMap().length > 0) {
                copier.bytes("data/tablespace_map", OWNER_ONLY, stopped.tablespaceMap());
            }
            for (Path external : externals) {
                copier.file(Externals.source(external), external);
            }
            if (command.stream()) {
                wal(copier);
            }
            encoder.control(facts.sourceInfo().toText());
            encoder.finish();
            channel.flush();
            writer.copyDone();
        }
    }

    /** The server switched segments when the backup stopped, so the last one is complete. */
    private void wal(FileCopier copier) throws IOException, PgError {
        Path directory = dataDirectory.resolve("pg_wal");
        String history = Lsn.historyName(facts.timeline());
        if (facts.timeline() > 1 && Files.exists(directory.resolve(history))) {
            walFile(copier, directory, history);
        }
        int size = facts.walSegmentSize();
        long last = Lsn.segmentBefore(Lsn.parse(stopped.stopLsn()), size);
        for (long segment = Lsn.segment(Lsn.parse(startLsn), size); segment <= last; segment++) {
            walFile(copier, directory, Lsn.segmentName(facts.timeline(), segment, size));
        }
    }

    private static void walFile(FileCopier copier, Path directory, String name) throws IOException, PgError {
        Path path = directory.resolve(name);
        if (!Files.isRegularFile(path)) {
            throw PgError.of(SqlState.UNDEFINED_FILE, "WAL file " + name + " has already been removed")
                    .detail("It is not in " + directory + ", although a replication slot should have kept it.")
                    .hint("See max_slot_wal_keep_size: the backup may have taken longer than it allows.");
        }
        copier.file(SourceFile.of(WAL + name, path, false), path);
    }
}
