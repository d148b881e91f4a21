package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.Backup;
import io.howdah.openapi.howdah.model.BackupVerification;
import io.howdah.openapi.howdah.model.Compression;
import io.howdah.recovery.time.Utc;
import java.time.Instant;

/** Shows a backup as the public API does. */
final class BackupView {

    private BackupView() {}

    static Backup of(BackupRow row) {
        Backup backup = new Backup(row.getId(), row.cluster(), row.type(), row.state());
        backup.setSessionId(row.sessionId());
        backup.setLabel(row.label());
        backup.setPostgresVersion(row.postgresVersion());
        backup.setStartLsn(row.startLsn());
        backup.setStopLsn(row.stopLsn());
        backup.setTimeline(row.timeline());
        backup.setStartedAt(Utc.ofNullable(row.startedAt()));
        backup.setStoppedAt(Utc.ofNullable(row.stoppedAt()));
        backup.setDatabaseBytes(row.databaseBytes());
        backup.setStoredBytes(row.storedBytes());
        backup.setCorruptPages(row.corruptPages());
        backup.setCompression(new Compression(row.compressionAlgorithm()).level(row.compressionLevel()));
        backup.setParentId(row.parentId());
        Instant verifiedAt = row.verifiedAt();
        if (verifiedAt != null) {
            backup.setVerification(new BackupVerification(
                    row.isDamaged() ? BackupVerification.ResultEnum.DAMAGED : BackupVerification.ResultEnum.INTACT,
                    Utc.of(verifiedAt)));
        }
        var error = row.error();
        if (error != null) {
            backup.setError(error.toApi());
        }
        return backup;
    }
}
