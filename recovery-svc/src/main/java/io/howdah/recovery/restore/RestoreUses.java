package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.RestoreState;
import io.howdah.recovery.backup.BackupUse;
import io.howdah.recovery.host.HostUse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What restores hold while they are on their way: their host and their backup. One that pauses needs its host. */
@Configuration(proxyBeanMethods = false)
class RestoreUses {

    private static final Set<RestoreState> OVER =
            Set.of(RestoreState.RESTORED, RestoreState.FAILED, RestoreState.CANCELED);

    @Bean
    HostUse hostsOfRestores(RestoreRepository rows) {
        return host -> named(rows.findByHostAndStateNotIn(host, OVER));
    }

    @Bean
    BackupUse backupsOfRestores(RestoreRepository rows) {
        return backup -> named(rows.findByBackupIdAndStateNotIn(backup, OVER).stream()
                .filter(RestoreUses::readsBackup)
                .toList());
    }

    /** A paused one has its copy, but archived WAL comes by a mount of the backup. */
    private static boolean readsBackup(RestoreRow row) {
        return row.walDirectory() != null
                || (row.state() != RestoreState.PAUSED && row.state() != RestoreState.PROMOTING);
    }

    private static List<String> named(Collection<RestoreRow> rows) {
        return rows.stream().map(row -> "restore " + row.getId()).toList();
    }
}
