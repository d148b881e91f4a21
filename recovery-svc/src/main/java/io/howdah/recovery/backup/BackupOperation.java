package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mover.model.BackupJob;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.mover.model.BackupJobState;
import io.howdah.openapi.mover.model.BackupSource;
import io.howdah.openapi.mover.model.Compression;
import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.cluster.Clusters;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Takes a backup: the mover's job has the backup's id, so that it is one job however often it is asked for. */
@Component
class BackupOperation implements Operation {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final BackupRepository rows;
    private final Clusters clusters;
    private final Hosts hosts;
    private final List<Step> steps = List.of(
            Step.of("validate", this::validate),
            new Step("copy", this::copy, this::remove),
            Step.of("record", this::record));

    BackupOperation(BackupRepository rows, Clusters clusters, Hosts hosts) {
        this.rows = rows;
        this.clusters = clusters;
        this.hosts = hosts;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.BACKUP;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void follow(SessionSnapshot session) {
        row(session.subject()).follow(session);
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        BackupRow row = row(session.subject());
        rows.findByRunningCluster(row.cluster()).ifPresent(running -> {
            throw Backups.running(row.cluster());
        });
    }

    private Step.Done validate(Run run) {
        clusters.refresh(row(run.subject()).cluster());
        return Step.Done.with(() -> {});
    }

    private Step.Done copy(Run run) {
        BackupRow row = row(run.subject());
        MoverAgent mover = hosts.mover(row.host());
        BackupJob job = mover.backUp(row.getId(), order(row));
        while (job.getState() == BackupJobState.RUNNING) {
            run.progress(orZero(job.getBytesDone()), orZero(job.getBytesTotal()));
            run.pause(LOOK_AGAIN);
            job = look(mover, row.getId());
        }
        if (job.getState() == BackupJobState.FAILED) {
            throw Outcomes.failed(job.getError(), "backup job " + row.getId());
        }
        run.progress(orZero(job.getBytesDone()), orZero(job.getBytesDone()));
        RepositoryBackup content = job.getBackup();
        return new Step.Done(
                content == null ? null : content.getDatabaseBytes() + " bytes, stored in " + content.getStoredBytes(),
                () -> {});
    }

    /** A job that the mover no longer knows is asked for anew by the next attempt. */
    private static BackupJob look(MoverAgent mover, String id) {
        try {
            return mover.job(id);
        } catch (ProblemException e) {
            if (e.status() == HttpStatus.NOT_FOUND) {
                throw AgentUnavailable.passing(
                        "BACKUP_INTERRUPTED", "the mover does not know backup job " + id + " any more", e.hint());
            }
            throw e;
        }
    }

    private void remove(Run run) {
        BackupRow row = row(run.subject());
        Backups.removeContent(hosts.mover(row.host()), row.cluster(), row.getId());
    }

    private Step.Done record(Run run) {
        BackupRow row = row(run.subject());
        RepositoryBackup content = hosts.mover(row.host()).backups(row.cluster()).stream()
                .filter(backup -> backup.getId().equals(row.getId()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "BACKUP_LOST",
                        "backup " + row.getId() + " was completed, but the repository does not have it",
                        "see whether something else deletes files in the repository"));
        return Step.Done.with(() -> row(run.subject()).describe(content));
    }

    private BackupJobSpec order(BackupRow row) {
        String user = clusters.require(row.cluster()).user();
        BackupJobSpec spec = new BackupJobSpec(
                row.cluster(),
                new BackupSource(row.cluster(), user),
                BackupJobSpec.TypeEnum.fromValue(row.type().getValue()),
                new Compression(
                        Compression.AlgorithmEnum.fromValue(
                                row.compressionAlgorithm().getValue()),
                        row.compressionLevel()),
                row.verifyChecksums());
        spec.setWorkers(row.workers());
        spec.setLabel(row.label());
        return spec;
    }

    private BackupRow row(String id) {
        return rows.findById(id).orElseThrow(() -> new IllegalStateException("the row of backup " + id + " is gone"));
    }

    private static long orZero(@Nullable Long value) {
        return Objects.requireNonNullElse(value, 0L);
    }
}
