package io.howdah.mover.backup;

import io.howdah.openapi.mover.model.BackupJobState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface BackupJobRows extends JpaRepository<BackupJobRow, String> {

    List<BackupJobRow> findByState(BackupJobState state);
}
