package io.howdah.mover.dump;

import io.howdah.openapi.mover.model.DumpState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface DumpRows extends JpaRepository<DumpRow, String> {

    List<DumpRow> findByState(DumpState state);
}
