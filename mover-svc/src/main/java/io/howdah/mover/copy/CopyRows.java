package io.howdah.mover.copy;

import io.howdah.openapi.mover.model.CopyState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface CopyRows extends JpaRepository<CopyRow, String> {

    List<CopyRow> findByState(CopyState state);
}
