package io.howdah.mover.wal;

import io.howdah.openapi.mover.api.RepositoryWalApi;
import io.howdah.openapi.mover.model.RepositoryWal;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RepositoryWalController implements RepositoryWalApi {

    private final ArchivedWal archived;
    private final Repository repository;
    private final WalReceiverRows receivers;
    private final WalWriters writers;

    RepositoryWalController(
            ArchivedWal archived, Repository repository, WalReceiverRows receivers, WalWriters writers) {
        this.archived = archived;
        this.repository = repository;
        this.receivers = receivers;
        this.writers = writers;
    }

    @Override
    public ResponseEntity<RepositoryWal> getRepositoryWal(String cluster) {
        try {
            return ResponseEntity.ok(archived.of(cluster));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WalProblems.of(cluster, e);
        } catch (RepositoryException | IOException e) {
            throw WalProblems.of(cluster, e);
        }
    }

    @Override
    public ResponseEntity<Void> deleteRepositoryWal(String cluster) {
        receivers.findByCluster(cluster).ifPresent(receiver -> {
            throw ProblemException.conflict(
                    "WAL_RECEIVER_EXISTS",
                    "WAL receiver " + receiver.id() + " receives the WAL of cluster " + cluster,
                    "delete it first");
        });
        try {
            writers.release(cluster);
            repository.deleteWal(cluster);
            return ResponseEntity.noContent().build();
        } catch (RepositoryException e) {
            throw WalProblems.of(cluster, e);
        }
    }
}
