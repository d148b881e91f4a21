package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface PublicationRepository
        extends JpaRepository<PublicationRow, String>, JpaSpecificationExecutor<PublicationRow> {

    List<PublicationRow> findByHostAndStateNot(String host, PublicationState state);

    List<PublicationRow> findByBackupIdAndStateNotIn(String backupId, Collection<PublicationState> states);
}
