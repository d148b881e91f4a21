package io.howdah.recovery.backup;

import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.recovery.cluster.ClusterBackups;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps the backups known here and those in the repository together when a cluster comes or goes. */
@Component
class AdoptBackups implements ClusterBackups {

    private static final Logger LOG = LoggerFactory.getLogger(AdoptBackups.class);

    private final BackupRepository rows;

    AdoptBackups(BackupRepository rows) {
        this.rows = rows;
    }

    @Override
    public @Nullable String holding(String cluster) {
        long count = rows.countByCluster(cluster);
        return count == 0 ? null : count == 1 ? "a backup" : count + " backups";
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
