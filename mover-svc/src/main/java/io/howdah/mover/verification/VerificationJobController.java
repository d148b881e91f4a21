package io.howdah.mover.verification;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.mover.api.VerificationJobsApi;
import io.howdah.openapi.mover.model.VerificationJob;
import io.howdah.openapi.mover.model.VerificationJobSpec;
import io.howdah.repository.RepositoryException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VerificationJobController implements VerificationJobsApi {

    private final VerificationJobs jobs;

    VerificationJobController(VerificationJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public ResponseEntity<VerificationJob> getVerificationJob(String id) {
        return ResponseEntity.ok(jobs.get(id));
    }

    @Override
    public ResponseEntity<VerificationJob> putVerificationJob(String id, VerificationJobSpec spec) {
        try {
            return ResponseEntity.ok(jobs.put(id, spec));
        } catch (RepositoryException e) {
            throw RepositoryProblems.of(e);
        }
    }

    @Override
    public ResponseEntity<Void> deleteVerificationJob(String id) {
        jobs.delete(id);
        return ResponseEntity.noContent().build();
    }
}
