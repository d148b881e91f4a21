package io.howdah.mover.catalog;

import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.api.RepositoryBackupsApi;
import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CatalogController implements RepositoryBackupsApi {

    private final Repository repository;
    private final Fences fences;

    CatalogController(Repository repository, Fences fences) {
        this.repository = repository;
        this.fences = fences;
    }

    @Override
    public ResponseEntity<List<RepositoryBackup>> listRepositoryBackups(String cluster) {
        try {
            return ResponseEntity.ok(repository.backups(cluster).stream()
                    .map(RepositoryBackups::toModel)
                    .toList());
        } catch (RepositoryException e) {
            throw RepositoryProblems.of(e);
        }
    }

    @Override
    public ResponseEntity<Void> deleteRepositoryBackup(String cluster, String id) {
        fences.pass("backup " + id);
        try {
            deleteIfPresent(cluster, id);
            repository.removeUnusedWal(cluster);
        } catch (RepositoryException e) {
            throw RepositoryProblems.of(e);
        }
        return ResponseEntity.noContent().build();
    }

    /** Gone already is gone: the request may be a repetition. */
    private void deleteIfPresent(String cluster, String id) {
        try {
            repository.delete(cluster, id);
        } catch (RepositoryException e) {
            if (e.code() != RepositoryException.Code.BACKUP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
