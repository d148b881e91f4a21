package io.howdah.mover.instance;

import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a recovery did not come to where it was to. */
final class RecoveryFailure {

    private final String what;
    private final @Nullable RecoveryTarget target;

    /** @param what recovers, such as "instance p1" */
    RecoveryFailure(String what, @Nullable RecoveryTarget target) {
        this.what = what;
        this.target = target;
    }

    /** Of a server that gave up and was not killed; empty when that was not for its recovery's sake. */
    Optional<ProblemException> in(RecoveryLog log, String tail) {
        Optional<String> file = log.notRestored();
        if (file.isPresent()) {
            return Optional.of(ProblemException.unprocessable(
                    "WAL_NOT_RESTORED",
                    "recovery of " + what + " ended: WAL file " + file.get()
                            + " is archived but cannot be read or copied; its log ends with:\n" + tail,
                    "see that the file is whole in the repository and that there is space, then retry; a"
                            + " target before that segment can still be reached"));
        }
        if (log.endedBeforeTarget()) {
            return Optional.of(notReached(log));
        }
        if (log.targetBeforeConsistency()) {
            return Optional.of(ProblemException.unprocessable(
                    "TARGET_BEFORE_BACKUP",
                    target() + " lies before the end of the backup that " + what + " starts from",
                    "choose an older backup, or leave backupId out to have one chosen"));
        }
        if (log.timelineUnreachable()) {
            return Optional.of(ProblemException.unprocessable(
                    "TARGET_TIMELINE_UNREACHABLE",
                    target() + " cannot be reached from the backup of " + what
                            + ": its timeline is not archived, or does not come from the backup's; its log ends with:\n"
                            + tail,
                    "GET /api/v1/clusters/{cluster}/recovery-window shows the timelines"));
        }
        if (log.endedBeforeConsistency()) {
            return Optional.of(ProblemException.unprocessable(
                    "WAL_INCOMPLETE",
                    "the WAL ends before the end of the backup of " + what + ": at "
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
                "recovery of " + what + " came to the end of the archived WAL before " + target() + ": " + reached,
                log.redoDone()
                        .map(lsn ->
                                "the nearest possible target is LSN " + lsn + "; or wait until more WAL is archived")
                        .orElse("take the state of the backup, IMMEDIATE"));
    }

    /** Of a recovery to the end of the WAL that took a gap for it. */
    ProblemException gap(String segment, ReachedLsn reached) {
        return ProblemException.unprocessable(
                "WAL_GAP",
                "recovery of " + what + " ended at " + reached.lsn() + ": WAL segment " + segment
                        + " is missing or damaged, though later ones are archived",
                "take a backup that begins after the gap, or recover to LSN " + reached.lsn());
    }

    private String target() {
        return target == null || target.getValue() == null
                ? "the recovery target"
                : "target " + target.getType() + " " + target.getValue();
    }
}
