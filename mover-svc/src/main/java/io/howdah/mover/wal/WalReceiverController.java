package io.howdah.mover.wal;

import io.howdah.openapi.mover.api.WalReceiversApi;
import io.howdah.openapi.mover.model.WalReceiver;
import io.howdah.openapi.mover.model.WalReceiverSpec;
import io.howdah.openapi.problem.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WalReceiverController implements WalReceiversApi {

    private final WalReceivers receivers;

    WalReceiverController(WalReceivers receivers) {
        this.receivers = receivers;
    }

    @Override
    public ResponseEntity<WalReceiver> getWalReceiver(String id) {
        return ResponseEntity.ok(receivers.get(id));
    }

    @Override
    public ResponseEntity<WalReceiver> putWalReceiver(String id, WalReceiverSpec spec) {
        return ResponseEntity.ok(receivers.put(id, spec));
    }

    @Override
    public ResponseEntity<Void> deleteWalReceiver(String id) {
        try {
            receivers.delete(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "SHUTTING_DOWN",
                    "mover-svc ends before WAL receiver " + id + " is gone",
                    "send the request again",
                    e);
        }
        return ResponseEntity.noContent().build();
    }
}
