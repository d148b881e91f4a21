package io.howdah.recovery.wal;

import io.howdah.recovery.backup.Backups;
import java.time.Instant;

/** A complete backup as recovery begins with it. It brings its WAL from start to stop. */
record BaseBackup(String id, long timeline, Lsn start, Lsn stop, Instant stoppedAt) {

    static BaseBackup of(Backups.Complete backup) {
        return new BaseBackup(
                backup.id(),
                backup.timeline(),
                Lsn.parse(backup.startLsn()),
                Lsn.parse(backup.stopLsn()),
                backup.stoppedAt());
    }
}
