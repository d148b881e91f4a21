package io.howdah.mover.verification;

import io.howdah.mover.job.RunningJobs;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.Damage;
import io.howdah.openapi.mover.model.VerificationJob;
import io.howdah.openapi.mover.model.VerificationJobSpec;
import io.howdah.openapi.mover.model.VerificationJobState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.Verification;
import io.howdah.repository.read.Verification.Findings;
import jakarta.annotation.PreDestroy;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * The verifications of this mover. They change nothing; one that was interrupted goes on at the files it had come to.
 */
@Service
class VerificationJobs {

    private static final Logger LOG = LoggerFactory.getLogger(VerificationJobs.class);

    private final VerificationJobRows rows;
    private final Repository repository;
    private final VerificationProperties properties;
    private final Fences fences;
    private final RunningJobs<Verification> running;

    /** What an earlier process of this service left is settled before the first request. */
    VerificationJobs(
            VerificationJobRows rows, Repository repository, VerificationProperties properties, Fences fences) {
        this.rows = rows;
        this.repository = repository;
        this.properties = properties;
        this.fences = fences;
        this.running = new RunningJobs<>("verification", "VERIFICATION_NOT_STOPPED", properties.cancelWait());
        for (VerificationJobRow row : rows.findByState(VerificationJobState.RUNNING)) {
            row.failed(ProblemModels.of(VerificationProblems.interrupted(row.id())));
            rows.save(row);
        }
    }

    VerificationJob get(String id) {
        return rows.findById(id)
                .map(this::view)
                .orElseThrow(() -> ProblemException.notFound(
                        "VERIFICATION_NOT_FOUND", "there is no verification " + id, "start one with PUT"));
    }

    synchronized VerificationJob put(String id, VerificationJobSpec spec) {
        fences.pass("verification " + id);
        Optional<VerificationJobRow> known = rows.findById(id);
        if (known.isPresent()) {
            if (!known.get().spec().equals(spec)) {
                throw ProblemException.conflict(
                        "VERIFICATION_DIFFERS",
                        "verification " + id + " exists with other settings",
                        "delete it first, or choose another id");
            }
            if (known.get().state() != VerificationJobState.FAILED
                    || running.find(id).isPresent()) {
                return view(known.get());
            }
        }
        return view(start(id, spec, known.orElse(null)));
    }

    private VerificationJobRow start(String id, VerificationJobSpec spec, @Nullable VerificationJobRow known) {
        BackupReader reader = repository.readOnce(spec.getCluster(), spec.getBackupId());
        try {
            Verification run = new Verification(reader, known == null ? Findings.NONE : known.findings());
            VerificationJobRow row = known == null ? new VerificationJobRow(id, spec, run.bytesTotal()) : known;
            row.runsAgain();
            rows.save(row);
            run(id, run, reader);
            return row;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void run(String id, Verification run, BackupReader reader) {
        running.start(id, run, Thread.ofPlatform().name("verification-" + id)::start, () -> {
            try (reader) {
                conclude(id, run);
            }
        });
    }

    private void conclude(String id, Verification run) {
        try {
            Findings findings = run.run(
                    properties.workersByDefault(),
                    properties.checkpointInterval(),
                    so -> change(id, row -> row.found(so)));
            if (run.wasStopped()) {
                LOG.info("verification {} was stopped", id);
                fail(id, VerificationProblems.interrupted(id));
            } else {
                LOG.info(
                        "verification {}: {} files with {} bytes read, {} damages",
                        id,
                        findings.files(),
                        findings.bytes(),
                        findings.damages().size());
                change(id, row -> row.completed(findings));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, VerificationProblems.interrupted(id));
        } catch (RuntimeException e) {
            LOG.warn("verification {} failed", id, e);
            fail(id, VerificationProblems.of(id, e));
        }
    }

    private void fail(String id, ProblemException problem) {
        change(id, row -> row.failed(ProblemModels.of(problem)));
    }

    private void change(String id, Consumer<VerificationJobRow> change) {
        rows.findById(id).ifPresent(row -> {
            change.accept(row);
            rows.save(row);
        });
    }

    void delete(String id) {
        stop(id);
        running.awaitEnd(id);
        rows.deleteById(id);
    }

    /** Not while a PUT is between its row and its run. */
    private synchronized void stop(String id) {
        fences.pass("verification " + id);
        running.find(id).ifPresent(Verification::stop);
    }

    @PreDestroy
    void stopAll() {
        running.endAll(Verification::stop);
    }

    private VerificationJob view(VerificationJobRow row) {
        Optional<Verification> run = running.find(row.id());
        // not over before the backup is closed, whatever the row says already
        VerificationJobState state = run.isPresent() ? VerificationJobState.RUNNING : row.state();
        Findings findings = row.findings();
        return new VerificationJob(
                        row.id(),
                        state,
                        row.spec(),
                        findings.files(),
                        run.map(Verification::bytesDone).orElse(findings.bytes()),
                        row.bytesTotal(),
                        findings.damages().stream()
                                .map(damage -> new Damage(damage.path(), damage.offset(), damage.message()))
                                .toList())
                .error(row.problem());
    }
}
