package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.BackupState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface BackupRepository extends JpaRepository<BackupRow, String>, JpaSpecificationExecutor<BackupRow> {

    Optional<BackupRow> findFirstByClusterAndStateOrderByStoppedAtDescIdDesc(String cluster, BackupState state);

    List<BackupRow> findByClusterAndState(String cluster, BackupState state);

    Optional<BackupRow> findByRunningCluster(String cluster);

    List<BackupRow> findByParentId(String parentId);

    long countByCluster(String cluster);

    /** @param stoppedAt of the newest one; null when there is none */
    record Last(String cluster, @Nullable Instant stoppedAt) {}

    /** For each registered cluster. */
    @Query("select new io.howdah.recovery.backup.BackupRepository$Last(c.name, max(b.stoppedAt)) from ClusterRow c"
            + " left join BackupRow b on b.cluster = c.name and b.state = :state group by c.name")
    List<Last> findLast(BackupState state);
}
