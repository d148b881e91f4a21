package io.howdah.mover.recovery;

import io.howdah.openapi.mover.api.RecoveriesApi;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.openapi.mover.model.RecoverySpec;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RecoveryController implements RecoveriesApi {

    private final Recoveries recoveries;

    RecoveryController(Recoveries recoveries) {
        this.recoveries = recoveries;
    }

    @Override
    public ResponseEntity<Recovery> getRecovery(String id) {
        return ResponseEntity.ok(recoveries.get(id));
    }

    @Override
    public ResponseEntity<Recovery> putRecovery(String id, RecoverySpec spec) {
        return ResponseEntity.ok(recoveries.put(id, spec));
    }

    @Override
    public ResponseEntity<Recovery> promoteRecovery(String id) {
        return ResponseEntity.ok(recoveries.promote(id));
    }

    @Override
    public ResponseEntity<Void> deleteRecovery(String id, Boolean keep) {
        recoveries.delete(id, Boolean.TRUE.equals(keep));
        return ResponseEntity.noContent().build();
    }
}
