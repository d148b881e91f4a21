package io.howdah.mover.backup;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.mover.api.BackupJobsApi;
import io.howdah.openapi.mover.model.BackupJob;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.repository.RepositoryException;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BackupJobController implements BackupJobsApi {

    private final BackupJobs jobs;

    BackupJobController(BackupJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public ResponseEntity<BackupJob> getBackupJob(String id) {
        return answer(() -> jobs.get(id));
    }

    @Override
    public ResponseEntity<BackupJob> putBackupJob(String id, BackupJobSpec spec) {
        return answer(() -> jobs.put(id, spec));
    }

    @Override
    public ResponseEntity<Void> deleteBackupJob(String id) {
        jobs.delete(id);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<BackupJob> answer(Supplier<BackupJob> job) {
        try {
            return ResponseEntity.ok(job.get());
        } catch (RepositoryException e) {
            throw RepositoryProblems.of(e);
        }
    }
}
