package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.api.RecoveryWindowApi;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RecoveryWindowController implements RecoveryWindowApi {

    private final RecoveryWindows windows;

    RecoveryWindowController(RecoveryWindows windows) {
        this.windows = windows;
    }

    @Override
    public ResponseEntity<io.howdah.openapi.howdah.model.RecoveryWindow> getRecoveryWindow(String cluster) {
        return ResponseEntity.ok(RecoveryWindowView.of(windows.of(cluster)));
    }
}
