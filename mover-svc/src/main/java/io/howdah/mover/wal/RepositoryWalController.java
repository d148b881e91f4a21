package io.howdah.mover.wal;

import io.howdah.openapi.mover.api.RepositoryWalApi;
import io.howdah.openapi.mover.model.RepositoryWal;
import io.howdah.repository.RepositoryException;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RepositoryWalController implements RepositoryWalApi {

    private final ArchivedWal archived;

    RepositoryWalController(ArchivedWal archived) {
        this.archived = archived;
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
}
