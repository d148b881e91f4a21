package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.PostRestoreAction;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mover.model.Copy;
import io.howdah.openapi.mover.model.CopySpec;
import io.howdah.openapi.mover.model.CopyState;
import io.howdah.openapi.mover.model.InstanceCheck;
import io.howdah.openapi.mover.model.InstanceCheckResult;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.openapi.mover.model.RecoverySpec;
import io.howdah.openapi.mover.model.RecoveryState;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.mount.Mounts;
import io.howdah.recovery.session.Run;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the mover of a restore's host does for it. Everything may be asked for again. */
@Component
class RestoreWork {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Hosts hosts;
    private final Mounts mounts;

    RestoreWork(Hosts hosts, Mounts mounts) {
        this.hosts = hosts;
        this.mounts = mounts;
    }

    /** Checks that the host can run the backup; returns the user that it would run as. */
    String check(RestoreRow row) {
        InstanceCheck check = new InstanceCheck(row.cluster(), row.backupId());
        check.setOsUser(row.osUser() != null ? row.osUser() : row.requestedOsUser());
        InstanceCheckResult result = mover(row).check(check);
        if (!result.getProblems().isEmpty()) {
            throw Outcomes.failed(result.getProblems().getFirst(), "the check of host " + row.host());
        }
        return result.getOsUser();
    }

    /** The archived WAL as plain files. */
    Mount mount(Run run, RestoreRow row) {
        String osUser = Objects.requireNonNull(row.osUser(), "validated");
        return mounts.mount(run, row.host(), row.getId(), new MountSpec(row.cluster(), row.backupId(), osUser));
    }

    /** Returns when nothing of the mount is left. */
    void unmount(RestoreRow row) {
        if (row.needsArchive()) {
            mounts.unmount(row.host(), row.getId());
        }
    }

    Copy copy(Run run, RestoreRow row) {
        MoverAgent mover = mover(row);
        Copy copy = mover.copy(row.getId(), copySpec(row));
        while (copy.getState() == CopyState.RUNNING) {
            run.progress(orZero(copy.getBytesDone()), orZero(copy.getBytesTotal()));
            run.pause(LOOK_AGAIN);
            copy = Outcomes.present("copy", () -> mover.copied(row.getId()));
        }
        if (copy.getState() == CopyState.FAILED) {
            throw Outcomes.failed(copy.getError(), "copy " + row.getId());
        }
        run.progress(orZero(copy.getBytesTotal()), orZero(copy.getBytesTotal()));
        return copy;
    }

    private static CopySpec copySpec(RestoreRow row) {
        CopySpec spec = new CopySpec(row.cluster(), row.backupId(), row.dataDirectory());
        spec.setTablespaceMapping(row.tablespaceMapping());
        spec.setOverwrite(row.overwrite());
        spec.setDelta(row.delta());
        spec.setPort(row.requestedPort());
        spec.setStarts(row.action() != PostRestoreAction.SHUTDOWN);
        return spec;
    }

    /** Returns when what was copied is gone and what was there before is back. */
    void removeCopy(RestoreRow row) {
        mover(row).deleteCopy(row.getId(), false);
    }

    Recovery recover(Run run, RestoreRow row) {
        MoverAgent mover = mover(row);
        Recovery recovery = mover.recover(row.getId(), recoverySpec(row));
        while (recovery.getState() == RecoveryState.RUNNING) {
            tellOf(run, recovery);
            run.pause(LOOK_AGAIN);
            recovery = Outcomes.present("recovery", () -> mover.recovery(row.getId()));
        }
        if (recovery.getState() == RecoveryState.FAILED) {
            throw Outcomes.failed(recovery.getError(), "recovery " + row.getId());
        }
        return recovery;
    }

    private static void tellOf(Run run, Recovery recovery) {
        String lsn = recovery.getReplayedLsn();
        if (lsn != null) {
            OffsetDateTime time = recovery.getReplayedTime();
            run.replayed(lsn, time == null ? null : time.toInstant());
        }
    }

    private static RecoverySpec recoverySpec(RestoreRow row) {
        RecoverySpec spec = new RecoverySpec(
                row.dataDirectory(),
                row.major(),
                io.howdah.openapi.mover.model.PostRestoreAction.fromValue(
                        row.action().getValue()));
        spec.setConfigFile(row.configFile());
        spec.setTarget(row.target().toAgent());
        spec.setWalDirectory(row.walDirectory());
        return spec;
    }

    /** Returns when no process of the server is left. */
    void stop(RestoreRow row) {
        mover(row).deleteRecovery(row.getId(), false);
    }

    Recovery promote(RestoreRow row) {
        return mover(row).promote(row.getId());
    }

    /** Removes what was set aside; from now on there is no way back. */
    void keepCopy(RestoreRow row) {
        mover(row).deleteCopy(row.getId(), true);
    }

    /** Leaves the server to its owner. */
    void letGo(RestoreRow row) {
        mover(row).deleteRecovery(row.getId(), true);
        unmount(row);
    }

    private MoverAgent mover(RestoreRow row) {
        return hosts.mover(row.host());
    }

    private static long orZero(@Nullable Long value) {
        return Objects.requireNonNullElse(value, 0L);
    }
}
