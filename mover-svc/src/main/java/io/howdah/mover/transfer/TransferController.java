package io.howdah.mover.transfer;

import io.howdah.openapi.mover.api.TransfersApi;
import io.howdah.openapi.mover.model.Transfer;
import io.howdah.openapi.mover.model.TransferCheck;
import io.howdah.openapi.mover.model.TransferCheckResult;
import io.howdah.openapi.mover.model.TransferSpec;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TransferController implements TransfersApi {

    private final Transfers transfers;

    TransferController(Transfers transfers) {
        this.transfers = transfers;
    }

    @Override
    public ResponseEntity<TransferCheckResult> checkTransfer(TransferCheck check) {
        return ResponseEntity.ok(new TransferCheckResult(transfers.problems(check.getDirectory())));
    }

    @Override
    public ResponseEntity<Transfer> getTransfer(String id) {
        return ResponseEntity.ok(transfers.get(id));
    }

    @Override
    public ResponseEntity<Transfer> putTransfer(String id, TransferSpec spec) {
        return ResponseEntity.ok(transfers.put(id, spec));
    }

    @Override
    public ResponseEntity<Void> deleteTransfer(String id, Boolean keepFiles) {
        transfers.delete(id, keepFiles);
        return ResponseEntity.noContent().build();
    }

    @Override
    public ResponseEntity<Resource> readTransferArchive(String id, String part) {
        return ResponseEntity.ok(new InputStreamResource(transfers.archive(id, part)));
    }
}
