package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mover.model.Damage;
import io.howdah.openapi.mover.model.VerificationJob;
import io.howdah.openapi.mover.model.VerificationJobSpec;
import io.howdah.openapi.mover.model.VerificationJobState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads a backup back. The mover's job has the session's id: another session reads the backup again. */
@Component
class VerifyOperation implements Operation {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int NAMED_DAMAGES = 5;

    private final BackupRepository rows;
    private final Hosts hosts;
    private final Clock clock;
    private final List<Step> steps = List.of(new Step("read", this::read, this::forget), Step.of("clean", this::clean));

    VerifyOperation(BackupRepository rows, Hosts hosts, Clock clock) {
        this.rows = rows;
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.VERIFY;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    /** The result is written down by the steps; whatever else becomes of the session says nothing about the backup. */
    @Override
    public void follow(SessionSnapshot session) {}

    /** After the session failed nothing kept the backup from being deleted. */
    @Override
    public void beforeRetry(SessionSnapshot session) {
        row(session.subject());
    }

    private Step.Done read(Run run) {
        BackupRow row = row(run.subject());
        MoverAgent mover = hosts.mover(row.host());
        String id = run.sessionId();
        VerificationJob job = mover.verify(id, new VerificationJobSpec(row.cluster(), row.getId()));
        while (job.getState() == VerificationJobState.RUNNING) {
            run.progress(job.getBytesDone(), job.getBytesTotal());
            run.pause(LOOK_AGAIN);
            job = Outcomes.present("verification job", () -> mover.verification(id));
        }
        if (job.getState() == VerificationJobState.FAILED) {
            throw Outcomes.failed(job.getError(), "verification job " + id);
        }
        if (!job.getDamages().isEmpty()) {
            run.record(() -> row(run.subject()).verified(false, clock.instant()));
            throw damaged(row.getId(), job.getDamages());
        }
        run.progress(job.getBytesTotal(), job.getBytesTotal());
        return new Step.Done(
                job.getFiles() + " files, " + job.getBytesTotal() + " bytes",
                () -> row(run.subject()).verified(true, clock.instant()));
    }

    private void forget(Run run) {
        hosts.mover(row(run.subject()).host()).deleteVerification(run.sessionId());
    }

    private Step.Done clean(Run run) {
        forget(run);
        return Step.Done.with(() -> {});
    }

    private static ProblemException damaged(String id, List<Damage> damages) {
        String places = damages.stream()
                .limit(NAMED_DAMAGES)
                .map(damage -> damage.getPath() + " at " + damage.getOffset() + " (" + damage.getMessage() + ")")
                .collect(Collectors.joining("; "));
        int others = damages.size() - NAMED_DAMAGES;
        String more = others > 0 ? "; and " + others + " more" : "";
        return ProblemException.unprocessable(
                "BACKUP_DAMAGED",
                "backup " + id + " is damaged: " + places + more,
                "use another backup and see to the storage of the repository; what is whole in this one can still be"
                        + " published and exported");
    }

    private BackupRow row(String id) {
        return rows.findById(id).orElseThrow(() -> Backups.unknown(id));
    }
}
