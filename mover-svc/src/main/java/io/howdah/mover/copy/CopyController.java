package io.howdah.mover.copy;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.mover.api.CopiesApi;
import io.howdah.openapi.mover.model.Copy;
import io.howdah.openapi.mover.model.CopySpec;
import io.howdah.repository.RepositoryException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CopyController implements CopiesApi {

    private final Copies copies;

    CopyController(Copies copies) {
        this.copies = copies;
    }

    @Override
    public ResponseEntity<Copy> getCopy(String id) {
        return ResponseEntity.ok(copies.get(id));
    }

    @Override
    public ResponseEntity<Copy> putCopy(String id, CopySpec spec) {
        try {
            return ResponseEntity.ok(copies.put(id, spec));
        } catch (RepositoryException e) {
            throw RepositoryProblems.of(e);
        }
    }

    @Override
    public ResponseEntity<Void> deleteCopy(String id, Boolean keep) {
        copies.delete(id, Boolean.TRUE.equals(keep));
        return ResponseEntity.noContent().build();
    }
}
