package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.recovery.backup.BackupUse;
import io.howdah.recovery.host.HostUse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What publications hold: their host until they are unpublished, their backups unless they are not to come back. */
@Configuration(proxyBeanMethods = false)
class PublicationUses {

    /** A failed one that still has a mount holds its backup too: mount-svc refuses then. */
    private static final Set<PublicationState> LETS_GO_OF_BACKUP =
            Set.of(PublicationState.UNPUBLISHED, PublicationState.FAILED);

    @Bean
    HostUse hostsOfPublications(PublicationRepository rows) {
        return host -> named(rows.findByHostAndStateNot(host, PublicationState.UNPUBLISHED));
    }

    @Bean
    BackupUse backupsOfPublications(PublicationRepository rows) {
        return backup -> named(rows.withEditionOf(backup, LETS_GO_OF_BACKUP).stream()
                .filter(row -> row.uses(backup))
                .toList());
    }

    private static List<String> named(Collection<PublicationRow> rows) {
        return rows.stream()
                .map(row -> (row.hidden() ? "export " : "publication ") + row.getId())
                .toList();
    }
}
