package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.BackupRequest;
import io.howdah.openapi.howdah.model.BackupType;
import io.howdah.openapi.howdah.model.Compression;
import io.howdah.openapi.howdah.model.CompressionAlgorithm;
import io.howdah.openapi.problem.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a backup is to be taken, with what the request left open filled in.
 *
 * @param level 1 to 5
 * @param workers parallel connections; null leaves the number to the mover
 */
record BackupOrder(
        CompressionAlgorithm algorithm,
        int level,
        @Nullable Integer workers,
        boolean verifyChecksums,
        @Nullable String label) {

    static BackupOrder of(BackupRequest request) {
        if (request.getType() == BackupType.INCREMENTAL || request.getIncrementalMode() != null) {
            throw ProblemException.unprocessable(
                    "INCREMENTAL_NOT_AVAILABLE",
                    "incremental backups are not taken yet",
                    "ask for type FULL and leave incrementalMode out");
        }
        Compression compression = request.getCompression();
        return new BackupOrder(
                compression == null ? CompressionAlgorithm.ZSTD : compression.getAlgorithm(),
                compression == null ? 1 : Objects.requireNonNullElse(compression.getLevel(), 1),
                request.getWorkers(),
                Objects.requireNonNullElse(request.getVerifyChecksums(), true),
                request.getLabel());
    }
}
