package io.howdah.recovery.target;

import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.backup.Backups;
import io.howdah.recovery.wal.Reach;
import io.howdah.recovery.wal.RecoveryWindow;
import io.howdah.recovery.wal.RecoveryWindows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Chooses the backup from which a target is reached. Asks the cluster's mover, so not for an open transaction. */
@Component
public class Choices {

    private static final Logger LOG = LoggerFactory.getLogger(Choices.class);

    private final Backups backups;
    private final RecoveryWindows windows;

    Choices(Backups backups, RecoveryWindows windows) {
        this.backups = backups;
        this.windows = windows;
    }

    /** Of a request that names either a backup or a cluster. */
    public Choice of(@Nullable String backupId, @Nullable String cluster, @Nullable RecoveryTarget target) {
        if (backupId != null && cluster == null) {
            return ofBackup(backupId, target);
        }
        if (cluster != null && backupId == null) {
            return ofCluster(cluster, target);
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_VALUE",
                "either backupId or cluster must be there, and not both",
                "correct the value and send the request again");
    }

    /** The state of this backup, unless the target says otherwise. */
    public Choice ofBackup(String backupId, @Nullable RecoveryTarget target) {
        Target wanted = Target.of(target, RecoveryTargetType.IMMEDIATE);
        Backups.Complete backup = backups.complete(backupId);
        return wanted.isBackupItself()
                ? startingAt(backup, wanted)
                : reached(windows.of(backup.cluster()), wanted, backup.id());
    }

    /** The newest there is of the cluster, unless the target says otherwise. */
    public Choice ofCluster(String cluster, @Nullable RecoveryTarget target) {
        Target wanted = Target.of(target, RecoveryTargetType.LATEST);
        if (wanted.isBackupItself()) {
            return startingAt(backups.newest(cluster), wanted);
        }
        RecoveryWindow window;
        try {
            window = windows.of(cluster);
        } catch (AgentUnavailable nobodyKnows) {
            if (!wanted.isNewest()) {
                throw nobodyKnows;
            }
            LOG.info(
                    "cluster {}: LATEST begins with the newest backup, as nobody says what is archived",
                    cluster,
                    nobodyKnows);
            return startingAt(backups.newest(cluster), wanted);
        }
        return reached(window, wanted, null);
    }

    /** The timeline is settled here: whatever is archived meanwhile, a later attempt goes the same way. */
    private Choice reached(RecoveryWindow window, Target wanted, @Nullable String backupId) {
        Reach.Possible reach = window.require(wanted.goal(), wanted.timeline(), backupId, wanted.toString());
        return startingAt(backups.complete(reach.backupId()), wanted.on(Long.toString(reach.timeline())));
    }

    private static Choice startingAt(Backups.Complete backup, Target target) {
        return new Choice(backup.id(), backup.cluster(), backup.major(), target);
    }
}
