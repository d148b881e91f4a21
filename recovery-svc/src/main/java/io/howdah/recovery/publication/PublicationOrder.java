package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.backup.Backups;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What is to be published, with what the request left open filled in.
 *
 * @param major of the PostgreSQL that the backup needs
 * @param port null for a free one
 * @param osUser null for the one that mover-svc runs as
 */
record PublicationOrder(
        String backupId,
        String cluster,
        int major,
        String host,
        RecoveryTargetType target,
        @Nullable Integer port,
        @Nullable String osUser) {

    private static final String DEFAULT_HOST = "local";

    static PublicationOrder of(PublicationRequest request, Backups backups) {
        String backupId = request.getBackupId();
        String cluster = request.getCluster();
        if ((backupId == null) == (cluster == null)) {
            throw invalid("either backupId or cluster must be there, and not both");
        }
        RecoveryTargetType target = target(request.getTarget(), backupId != null);
        Backups.Complete backup =
                backupId != null ? backups.complete(backupId) : backups.newest(Objects.requireNonNull(cluster));
        return new PublicationOrder(
                backup.id(),
                backup.cluster(),
                backup.major(),
                Objects.requireNonNullElse(request.getHost(), DEFAULT_HOST),
                target,
                request.getPort(),
                request.getOsUser());
    }

    private static RecoveryTargetType target(@Nullable RecoveryTarget target, boolean ofBackup) {
        if (target == null) {
            return ofBackup ? RecoveryTargetType.IMMEDIATE : RecoveryTargetType.LATEST;
        }
        return switch (target.getType()) {
            case IMMEDIATE, LATEST -> {
                if (target.getValue() != null) {
                    throw invalid("target " + target.getType() + " takes no value");
                }
                if (target.getTimeline() != null) {
                    throw notAvailable("timeline " + target.getTimeline());
                }
                yield target.getType();
            }
            case TIME, LSN, XID, NAME -> throw notAvailable(target.getType().getValue());
        };
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, "INVALID_VALUE", detail, "correct the value and send the request again");
    }

    private static ProblemException notAvailable(String what) {
        return ProblemException.unprocessable(
                "TARGET_NOT_AVAILABLE",
                "the recovery target " + what + " cannot be reached: no WAL beyond the end of a backup is archived",
                "leave the target out for the state at the end of the backup");
    }
}
