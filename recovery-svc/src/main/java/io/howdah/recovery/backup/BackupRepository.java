package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.BackupState;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface BackupRepository extends JpaRepository<BackupRow, String>, JpaSpecificationExecutor<BackupRow> {

    Optional<BackupRow> findFirstByClusterAndStateOrderByStoppedAtDescIdDesc(String cluster, BackupState state);

    Optional<BackupRow> findByRunningCluster(String cluster);

    List<BackupRow> findByParentId(String parentId);

    long countByCluster(String cluster);
}
