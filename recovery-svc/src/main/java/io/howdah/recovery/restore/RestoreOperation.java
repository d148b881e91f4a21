package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.PostRestoreAction;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mover.model.Copy;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import io.howdah.recovery.time.Stopwatch;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Restores a backup: checks the host, mounts the archived WAL where it is needed, copies, recovers, hands over. Until
 * it hands over, everything can be undone; then what was there before goes, and it only goes forward.
 */
@Component
class RestoreOperation implements Operation {

    private static final String FINISH = "finish";

    private final RestoreRows rows;
    private final RestoreWork work;
    private final Clock clock;
    private final List<Step> steps = List.of(
            Step.of("validate", this::validate),
            new Step("mount", this::mount, this::unmount),
            new Step("copy", this::copy, this::removeCopy),
            new Step("recover", this::recover, this::stop),
            Step.of(FINISH, this::finish));

    RestoreOperation(RestoreRows rows, RestoreWork work, Clock clock) {
        this.rows = rows;
        this.work = work;
        this.clock = clock;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.RESTORE;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void follow(SessionSnapshot session) {
        RestoreRow row = rows.of(session.subject());
        if (!row.follows(session.id())) {
            return;
        }
        row.become(RestoreStates.restoring(session, row.action()), session.error());
        if (session.isOver() && session.undoing()) {
            row.cleared();
        }
    }

    @Override
    public boolean undoable(SessionSnapshot session) {
        return !FINISH.equals(session.step());
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        rows.requireFollowing(session);
    }

    private Step.Done validate(Run run) {
        Stopwatch watch = Stopwatch.start();
        String osUser = work.check(rows.of(run.subject()));
        long millis = watch.millis();
        return Step.Done.with(() -> rows.of(run.subject()).checked(osUser, millis));
    }

    private Step.Done mount(Run run) {
        RestoreRow row = rows.of(run.subject());
        if (!row.needsArchive()) {
            return new Step.Done("not needed: the backup has all the WAL", () -> {});
        }
        Stopwatch watch = Stopwatch.start();
        Mount mount = work.mount(run, row);
        long millis = watch.millis();
        return Step.Done.with(() -> rows.of(run.subject()).mounted(mount, millis));
    }

    private void unmount(Run run) {
        work.unmount(rows.of(run.subject()));
    }

    private Step.Done copy(Run run) {
        Stopwatch watch = Stopwatch.start();
        Copy copy = work.copy(run, rows.of(run.subject()));
        long millis = watch.millis();
        return new Step.Done(
                copy.getBytesTotal() + " bytes, " + copy.getBytesWritten() + " of them written",
                () -> rows.of(run.subject()).copied(copy, millis));
    }

    private void removeCopy(Run run) {
        work.removeCopy(rows.of(run.subject()));
    }

    private Step.Done recover(Run run) {
        Stopwatch watch = Stopwatch.start();
        Recovery recovery = work.recover(run, rows.of(run.subject()));
        long millis = watch.millis();
        return new Step.Done(
                "reached " + recovery.getReachedLsn(),
                () -> rows.of(run.subject()).recovered(recovery, millis));
    }

    private void stop(Run run) {
        work.stop(rows.of(run.subject()));
    }

    private Step.Done finish(Run run) {
        RestoreRow row = rows.of(run.subject());
        work.keepCopy(row);
        if (row.action() != PostRestoreAction.PAUSE) {
            work.letGo(row);
        }
        return Step.Done.with(() -> {
            RestoreRow now = rows.of(run.subject());
            now.finished(clock.instant());
            if (now.action() != PostRestoreAction.PAUSE) {
                now.unmounted();
            }
        });
    }
}
