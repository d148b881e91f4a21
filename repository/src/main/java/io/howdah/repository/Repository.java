package io.howdah.repository;

import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.storage.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Backups of clusters on a storage. Thread-safe; several processes may use one storage at once. */
public final class Repository {

    private Repository() {}

    public static Repository open(Storage storage) {
        throw new UnsupportedOperationException();
    }

    public BackupWriter startBackup(ClusterInfo cluster, String backupId, BackupType type, @Nullable String parentId) {
        throw new UnsupportedOperationException();
    }

    /** Names of the clusters that have ever been backed up here. */
    public List<String> clusters() {
        throw new UnsupportedOperationException();
    }

    /** The complete backups of a cluster, oldest first; empty for an unknown one. */
    public List<BackupControl> backups(String cluster) {
        throw new UnsupportedOperationException();
    }

    /** @throws RepositoryException BACKUP_NOT_FOUND */
    public BackupControl backup(String cluster, String backupId) {
        throw new UnsupportedOperationException();
    }

    /** @throws RepositoryException BACKUP_NOT_FOUND, BACKUP_IN_USE, BACKUP_REFERENCED */
    public void delete(String cluster, String backupId) {
        throw new UnsupportedOperationException();
    }

    /** Removes backups without a commit marker whose writer is gone; answers {@code <cluster>/<id>} of each. */
    public List<String> cleanIncomplete() {
        throw new UnsupportedOperationException();
    }

    /** Takes a lease until the reader is closed. */
    public BackupReader read(String cluster, String backupId, BlockCache cache) {
        throw new UnsupportedOperationException();
    }
}
