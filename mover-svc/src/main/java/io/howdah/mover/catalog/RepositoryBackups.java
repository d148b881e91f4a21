package io.howdah.mover.catalog;

import io.howdah.openapi.mover.model.Compression;
import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.repository.backup.BackupControl;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Complete backups as the contract shows them. */
public final class RepositoryBackups {

    private RepositoryBackups() {}

    public static RepositoryBackup toModel(BackupControl control) {
        return new RepositoryBackup(
                        control.id(),
                        control.cluster(),
                        RepositoryBackup.TypeEnum.valueOf(control.type().name()),
                        control.startLsn(),
                        control.stopLsn(),
                        control.timeline(),
                        utc(control.startedAt()),
                        utc(control.stoppedAt()),
                        control.databaseBytes(),
                        control.storedBytes(),
                        control.source().postgresVersion(),
                        control.source().major(),
                        control.corruptPages(),
                        new Compression(
                                Compression.AlgorithmEnum.valueOf(
                                        control.compression().algorithm().name()),
                                control.compression().level()))
                .parentId(control.parentId())
                .label(control.label())
                .systemIdentifier(control.source().systemIdentifier());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
