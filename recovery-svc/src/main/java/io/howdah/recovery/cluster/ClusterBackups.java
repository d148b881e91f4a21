package io.howdah.recovery.cluster;

import io.howdah.openapi.mover.model.RepositoryBackup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clusters need to know of their backups. */
public interface ClusterBackups {

    /** Why the cluster cannot be forgotten, in words, or null; called in the transaction that would do it. */
    @Nullable String holding(String cluster);

    /** Takes up complete backups that the repository holds and that are not known yet. */
    void adopt(String host, List<RepositoryBackup> found);
}
