package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.Progress;
import io.howdah.openapi.howdah.model.Session;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.howdah.model.StepState;
import io.howdah.recovery.time.Utc;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows a session as the public API does. */
final class SessionView {

    private static final Set<SessionKind> COPYING =
            EnumSet.of(SessionKind.BACKUP, SessionKind.VERIFY, SessionKind.EXPORT, SessionKind.RESTORE);

    private final Clock clock;

    SessionView(Clock clock) {
        this.clock = clock;
    }

    Session of(SessionRow row) {
        Session session = new Session(
                row.getId(),
                row.kind(),
                row.subject(),
                row.state(),
                row.initiator(),
                Utc.of(row.createdAt()),
                progress(row).replayedLsn(row.replayedLsn()).replayedTime(Utc.ofNullable(row.replayedTime())),
                row.steps().stream().map(SessionView::step).toList());
        session.setFinishedAt(Utc.ofNullable(row.finishedAt()));
        var error = row.error();
        if (error != null) {
            session.setError(error.toApi());
        }
        return session;
    }

    /** By bytes where bytes are copied, from the first step on, so that it only ever grows; else by steps. */
    private Progress progress(SessionRow row) {
        boolean succeeded = row.state() == SessionState.SUCCEEDED;
        Long bytesDone = row.bytesDone();
        Long bytesTotal = row.bytesTotal();
        if (bytesDone == null || bytesTotal == null) {
            if (COPYING.contains(row.kind()) && !succeeded) {
                return new Progress(0.0);
            }
            long done = row.steps().stream().filter(StepRow::isDone).count();
            return new Progress(succeeded ? 1 : (double) done / row.steps().size());
        }
        if (succeeded) {
            return new Progress(1.0).bytesDone(bytesTotal).bytesTotal(bytesTotal);
        }
        double fraction = bytesTotal == 0 ? 0 : Math.min(1, (double) bytesDone / bytesTotal);
        return new Progress(fraction)
                .bytesDone(bytesDone)
                .bytesTotal(bytesTotal)
                .etaSeconds(eta(row, bytesDone, bytesTotal));
    }

    /** At the pace of the running step so far. */
    private @Nullable Long eta(SessionRow row, long bytesDone, long bytesTotal) {
        Instant since = row.steps().stream()
                .filter(step -> step.state() == StepState.RUNNING)
                .findFirst()
                .map(StepRow::startedAt)
                .orElse(null);
        if (since == null || bytesDone <= 0) {
            return null;
        }
        double elapsed = Duration.between(since, clock.instant()).toMillis() / 1000.0;
        return Math.max(0, Math.round(elapsed * (bytesTotal - bytesDone) / bytesDone));
    }

    private static io.howdah.openapi.howdah.model.Step step(StepRow row) {
        var step = new io.howdah.openapi.howdah.model.Step(row.name(), row.state(), row.attempts());
        step.setStartedAt(Utc.ofNullable(row.startedAt()));
        step.setFinishedAt(Utc.ofNullable(row.finishedAt()));
        step.setMessage(row.message());
        return step;
    }
}
