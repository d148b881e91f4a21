package io.howdah.recovery.backup;

import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.recovery.cluster.ClusterBackups;
import io.howdah.recovery.cluster.ClusterUse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps the backups known here and those in the repository together when a cluster comes or goes. */
@Component
class AdoptBackups implements ClusterBackups, ClusterUse {

    private static final Logger LOG = LoggerFactory.getLogger(AdoptBackups.class);

    private final BackupRepository rows;

    AdoptBackups(BackupRepository rows) {
        this.rows = rows;
    }

    @Override
    public List<String> usersOf(String cluster) {
        long count = rows.countByCluster(cluster);
        return count == 0 ? List.of() : List.of(count == 1 ? "a backup" : count + " backups");
    }

    @Override
    public void adopt(String host, List<RepositoryBackup> found) {
        for (RepositoryBackup content : found) {
            if (!rows.existsById(content.getId())) {
                rows.save(BackupRow.found(host, content));
                LOG.info("cluster {}: backup {} found in the repository", content.getCluster(), content.getId());
            }
        }
    }
}
