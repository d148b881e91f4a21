package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface PublicationRepository
        extends JpaRepository<PublicationRow, String>, JpaSpecificationExecutor<PublicationRow> {

    List<PublicationRow> findByHostAndStateNot(String host, PublicationState state);

    @Query(
            "select distinct p from PublicationRow p join p.editions e where e.backupId = :backup and p.state not in :but")
    List<PublicationRow> withEditionOf(String backup, Collection<PublicationState> but);

    /** The newest session about it, as it is committed now. */
    @Query("select p.sessionId from PublicationRow p where p.id = :id and p.hidden = false")
    Optional<String> newestSession(String id);
}
