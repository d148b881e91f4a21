package io.howdah.recovery.cluster;

import io.howdah.openapi.mover.model.RepositoryBackup;
import java.util.List;

/** What clusters need to know of their backups. */
public interface ClusterBackups {

    /** Takes up complete backups that the repository holds and that are not known yet. */
    void adopt(String host, List<RepositoryBackup> found);
}
