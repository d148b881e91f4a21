package io.howdah.mover.recovery;

import io.howdah.openapi.mover.model.RecoveryState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface RecoveryRows extends JpaRepository<RecoveryRow, String> {

    List<RecoveryRow> findByState(RecoveryState state);
}
