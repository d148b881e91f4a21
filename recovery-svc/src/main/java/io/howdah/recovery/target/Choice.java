package io.howdah.recovery.target;

import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.backup.Backups;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The point of a cluster's history that is to be opened, and the backup it lies in.
 *
 * @param major of the PostgreSQL that the backup needs
 */
public record Choice(String backupId, String cluster, int major, RecoveryTargetType target) {

    /** Of a request that names either a backup or a cluster. */
    public static Choice of(
            @Nullable String backupId, @Nullable String cluster, @Nullable RecoveryTarget target, Backups backups) {
        if (backupId != null && cluster == null) {
            return ofBackup(backupId, target, backups);
        }
        if (cluster != null && backupId == null) {
            return ofCluster(cluster, target, backups);
        }
        throw invalid("either backupId or cluster must be there, and not both");
    }

    /** The state of this backup, unless the target says otherwise. */
    public static Choice ofBackup(String backupId, @Nullable RecoveryTarget target, Backups backups) {
        return startingAt(backups.complete(backupId), target(target, RecoveryTargetType.IMMEDIATE));
    }

    /** The newest there is of the cluster, unless the target says otherwise. */
    public static Choice ofCluster(String cluster, @Nullable RecoveryTarget target, Backups backups) {
        RecoveryTargetType type = target(target, RecoveryTargetType.LATEST);
        return startingAt(backups.newest(cluster), type);
    }

    private static Choice startingAt(Backups.Complete backup, RecoveryTargetType target) {
        return new Choice(backup.id(), backup.cluster(), backup.major(), target);
    }

    private static RecoveryTargetType target(@Nullable RecoveryTarget target, RecoveryTargetType absent) {
        if (target == null) {
            return absent;
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
