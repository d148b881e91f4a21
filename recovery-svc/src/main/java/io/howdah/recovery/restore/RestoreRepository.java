package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.RestoreState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface RestoreRepository extends JpaRepository<RestoreRow, String>, JpaSpecificationExecutor<RestoreRow> {

    List<RestoreRow> findByHostAndStateNotIn(String host, Collection<RestoreState> states);

    List<RestoreRow> findByBackupIdAndStateNotIn(String backupId, Collection<RestoreState> states);

    /** The newest session about it, as it is committed now. */
    @Query("select r.sessionId from RestoreRow r where r.id = :id")
    Optional<String> newestSession(String id);
}
