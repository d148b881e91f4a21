package io.howdah.mover.instance;

import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.util.Optional;

/** Why a recovery did not come to where it was to. */
final class RecoveryFailure {

    private final String id;
    private final InstanceSpec spec;

    RecoveryFailure(String id, InstanceSpec spec) {
        this.id = id;
        this.spec = spec;
    }

    /** Of a server that gave up; empty when that was not for its recovery's sake. */
    Optional<ProblemException> in(RecoveryLog log, String tail) {
        if (log.killed()) {
            return Optional.of(Start.interrupted(id, "its recovery was ended by a signal"));
        }
        Optional<String> file = log.notRestored();
        if (file.isPresent()) {
            return Optional.of(ProblemException.unprocessable(
                    "WAL_NOT_RESTORED",
                    "recovery of instance " + id + " ended: WAL file " + file.get()
                            + " is archived but cannot be read or copied; its log ends with:\n" + tail,
                    "see that the file is whole in the repository and that the write cache has space, then retry; a"
                            + " target before that segment can still be reached"));
        }
        if (log.endedBeforeTarget()) {
            return Optional.of(notReached(log));
        }
        if (log.targetBeforeConsistency()) {
            return Optional.of(ProblemException.unprocessable(
                    "TARGET_BEFORE_BACKUP",
                    target() + " lies before the end of the backup that instance " + id + " starts from",
                    "choose an older backup, or leave backupId out to have one chosen"));
        }
        if (log.timelineUnreachable()) {
            return Optional.of(ProblemException.unprocessable(
                    "TARGET_TIMELINE_UNREACHABLE",
                    target() + " cannot be reached from the backup of instance " + id
                            + ": its timeline is not archived, or does not come from the backup's; its log ends with:\n"
                            + tail,
                    "GET /api/v1/clusters/{cluster}/recovery-window shows the timelines"));
        }
        if (log.endedBeforeConsistency()) {
            return Optional.of(ProblemException.unprocessable(
                    "WAL_INCOMPLETE",
                    "the WAL ends before the end of the backup of instance " + id + ": at "
                            + log.redoDone().orElse("its beginning"),
                    "the backup can only be opened with all of the WAL that was written while it was taken"));
        }
        return Optional.empty();
    }

    private ProblemException notReached(RecoveryLog log) {
        String reached = log.redoDone()
                .map(lsn -> "the last record is at " + lsn
                        + log.lastTransaction()
                                .map(time -> ", the last transaction at " + time)
                                .orElse(", without a transaction on the way"))
                .orElse("there is none after the backup");
        return ProblemException.unprocessable(
                "TARGET_NOT_REACHED",
                "recovery of instance " + id + " came to the end of the archived WAL before " + target() + ": "
                        + reached,
                log.redoDone()
                        .map(lsn ->
                                "the nearest possible target is LSN " + lsn + "; or wait until more WAL is archived")
                        .orElse("take the state of the backup, IMMEDIATE"));
    }

    /** Of a recovery to the end of the WAL that took a gap for it. */
    ProblemException gap(String segment, ReachedLsn reached) {
        return ProblemException.unprocessable(
                "WAL_GAP",
                "recovery of instance " + id + " ended at " + reached.lsn() + ": WAL segment " + segment
                        + " is missing or damaged, though later ones are archived",
                "take a backup that begins after the gap, or recover to LSN " + reached.lsn());
    }

    private String target() {
        RecoveryTarget target = spec.getTarget();
        return target == null || target.getValue() == null
                ? "the recovery target"
                : "target " + target.getType() + " " + target.getValue();
    }
}
