package io.howdah.mover.transfer;

import io.howdah.openapi.mover.model.TransferState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface TransferRows extends JpaRepository<TransferRow, String> {

    List<TransferRow> findByState(TransferState state);
}
