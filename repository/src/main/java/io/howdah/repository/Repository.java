package io.howdah.repository;

import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupDirectory;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.backup.ManifestRebuild;
import io.howdah.repository.manifest.Manifest;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.Storage;
import io.howdah.repository.wal.Lsn;
import io.howdah.repository.wal.WalArchive;
import io.howdah.repository.wal.WalRemoval;
import io.howdah.repository.wal.WalWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups of clusters on a storage. Thread-safe; several processes may use one storage at once.
 *
 * <p>All methods fail with {@link RepositoryException}. What a method has done is on disk when it returns.
 */
public final class Repository {

    private static final Logger LOG = LoggerFactory.getLogger(Repository.class);

    private final Storage storage;
    private final RepositoryFile file;

    private Repository(Storage storage, RepositoryFile file) {
        this.storage = storage;
        this.file = file;
    }

    /**
     * Opens a repository, or makes one where there is nothing yet. An existing one is not written to.
     *
     * @throws RepositoryException REPOSITORY_UNSUPPORTED when something else is there, or a newer format
     */
    public static Repository open(Storage storage) {
        try {
            return new Repository(storage, RepositoryFile.open(storage));
        } catch (IOException e) {
            throw RepositoryException.storage("cannot open repository " + storage, e);
        }
    }

    /** Made once with the repository; tells one from another. */
    public String id() {
        return file.id();
    }

    /**
     * Starts a backup, after removing what incomplete ones of the same cluster have left.
     *
     * @param parentId for INCREMENTAL, the backup whose pages it takes over; else null
     * @throws RepositoryException BACKUP_RUNNING when another one of the cluster is being written, in any process;
     *     BACKUP_EXISTS, CLUSTER_MISMATCH, INVALID_NAME; for the parent BACKUP_NOT_FOUND, BACKUP_IN_USE,
     *     MANIFEST_CORRUPT
     */
    public BackupWriter startBackup(ClusterInfo cluster, String backupId, BackupType type, @Nullable String parentId) {
        if ((type == BackupType.INCREMENTAL) != (parentId != null)) {
            throw new IllegalArgumentException("an incremental backup, and no other, has a parent");
        }
        BackupDirectory directory = new BackupDirectory(storage, cluster.name(), backupId);
        try {
            Lock clusterLock = lockCluster(cluster.name()).orElseThrow(() -> runningBackup(cluster.name()));
            return new Starting(clusterLock).start(cluster, directory, type, parentId);
        } catch (IOException e) {
            throw RepositoryException.storage("cannot start backup " + backupId, e);
        }
    }

    private static RepositoryException runningBackup(String cluster) {
        return new RepositoryException(
                RepositoryException.Code.BACKUP_RUNNING,
                "another backup of cluster " + cluster + " is running",
                "wait until it has ended, or cancel it");
    }

    /** Gathers what a writer holds, and lets go of it when something fails before the writer exists. */
    private final class Starting {

        private final Lock clusterLock;
        private @Nullable Lock parentLease;
        private @Nullable Manifest parent;

        Starting(Lock clusterLock) {
            this.clusterLock = clusterLock;
        }

        BackupWriter start(ClusterInfo cluster, BackupDirectory directory, BackupType type, @Nullable String parentId)
                throws IOException {
            boolean started = false;
            try {
                if (directory.isComplete()) {
                    throw new RepositoryException(
                            RepositoryException.Code.BACKUP_EXISTS,
                            "backup " + directory.backupId() + " of cluster " + cluster.name() + " exists already",
                            "choose another id");
                }
                removeIncomplete(cluster.name());
                if (parentId != null) {
                    openParent(new BackupDirectory(storage, cluster.name(), parentId));
                }
                new ClusterFile(storage).put(cluster, isEmpty(cluster));
                directory.lock(true).close(); // makes the lock file, which readers may not be able to make
                BackupWriter writer = new BackupWriter(directory, type, parentId, resources());
                started = true;
                return writer;
            } finally {
                if (!started) {
                    resources().close();
                }
            }
        }

        private void openParent(BackupDirectory directory) {
            directory.requireControl();
            parentLease = directory.lock(true);
            parent = directory.manifest(directory.requireControl());
        }

        private BackupWriter.Resources resources() {
            return new BackupWriter.Resources(clusterLock, parentLease, parent);
        }
    }

    /** Names of the clusters that have ever been backed up here. */
    public List<String> clusters() {
        return list("clusters");
    }

    /**
     * The complete backups of a cluster, oldest first; empty for an unknown one. One whose {@code backup.control} is
     * damaged is left out, with a warning in the log.
     */
    public List<BackupControl> backups(String cluster) {
        List<BackupControl> backups = new ArrayList<>();
        for (String id : ids(cluster)) {
            try {
                new BackupDirectory(storage, cluster, id).control().ifPresent(backups::add);
            } catch (RepositoryException e) {
                LOG.warn("backup {} of cluster {} is left out: {}", id, cluster, e.getMessage());
            }
        }
        backups.sort(Comparator.comparing(BackupControl::startedAt).thenComparing(BackupControl::id));
        return List.copyOf(backups);
    }

    /** @throws RepositoryException BACKUP_NOT_FOUND, CONTROL_CORRUPT */
    public BackupControl backup(String cluster, String backupId) {
        return new BackupDirectory(storage, cluster, backupId).requireControl();
    }

    /**
     * Deletes a backup, also one whose {@code backup.control} is damaged. What a crash leaves of it is removed by
     * {@link #cleanIncomplete()}.
     *
     * @throws RepositoryException BACKUP_NOT_FOUND; BACKUP_IN_USE when a reader has it open, in any process;
     *     BACKUP_REFERENCED when another backup has blocks in it; CONTROL_CORRUPT when that of another backup, which
     *     might refer to it, is damaged
     */
    public void delete(String cluster, String backupId) {
        BackupDirectory directory = new BackupDirectory(storage, cluster, backupId);
        directory.requireComplete();
        try (Lock _ = directory.lock(false)) {
            directory.requireComplete();
            List<String> children = referringTo(cluster, backupId);
            if (!children.isEmpty()) {
                throw new RepositoryException(
                        RepositoryException.Code.BACKUP_REFERENCED,
                        "backup " + backupId + " of cluster " + cluster + " holds blocks of "
                                + String.join(", ", children),
                        "delete those first");
            }
            directory.delete();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot delete backup " + backupId, e);
        }
        LOG.info("deleted backup {} of cluster {}", backupId, cluster);
    }

    /**
     * Removes the archived WAL that is older than every complete backup of the cluster. Without one all of it stays:
     * one that is being taken may need it.
     *
     * @return how many segments that were
     */
    public int removeUnusedWal(String cluster) {
        Optional<Long> oldest = backups(cluster).stream()
                .map(backup -> Lsn.parse(backup.startLsn()))
                .min(Long::compareUnsigned);
        Optional<WalArchive> archive = wal(cluster);
        if (oldest.isEmpty() || archive.isEmpty()) {
            return 0;
        }
        try {
            int removed = new WalRemoval(storage, cluster, archive.get()).before(oldest.get());
            if (removed > 0) {
                LOG.info("removed {} WAL segments of cluster {}, older than its backups", removed, cluster);
            }
            return removed;
        } catch (IOException e) {
            throw RepositoryException.storage("cannot remove WAL of cluster " + cluster, e);
        }
    }

    /**
     * Removes all archived WAL of a cluster that has no backup.
     *
     * @throws RepositoryException WAL_ARCHIVER_RUNNING; BACKUP_RUNNING; BACKUP_IN_USE when it has a backup
     */
    public void deleteWal(String cluster) {
        Optional<WalArchive> archive = wal(cluster);
        if (archive.isEmpty()) {
            return;
        }
        try (Lock _ = lockCluster(cluster).orElseThrow(() -> runningBackup(cluster))) {
            requireNoBackup(cluster);
            new WalRemoval(storage, cluster, archive.get()).all();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot remove the WAL of cluster " + cluster, e);
        }
        LOG.info("removed the archived WAL of cluster {}", cluster);
    }

    private List<String> referringTo(String cluster, String backupId) {
        return ids(cluster).stream()
                .filter(id -> !id.equals(backupId))
                .map(id -> new BackupDirectory(storage, cluster, id).control())
                .flatMap(Optional::stream)
                .filter(other -> other.references().contains(backupId))
                .map(BackupControl::id)
                .toList();
    }

    /**
     * Removes backups without a commit marker whose writer is gone. A cluster whose backup is being written, in any
     * process, is left alone.
     *
     * @return {@code <cluster>/<id>} of each that was removed
     */
    public List<String> cleanIncomplete() {
        List<String> removed = new ArrayList<>();
        for (String cluster : clusters()) {
            try {
                Optional<Lock> lock = lockCluster(cluster);
                if (lock.isPresent()) {
                    try (Lock _ = lock.get()) {
                        removed.addAll(removeIncomplete(cluster));
                    }
                }
            } catch (IOException e) {
                throw RepositoryException.storage("cannot remove incomplete backups of cluster " + cluster, e);
            }
        }
        return removed;
    }

    /**
     * Begins to archive the WAL of a cluster.
     *
     * @throws RepositoryException WAL_ARCHIVER_RUNNING, CLUSTER_MISMATCH; BACKUP_RUNNING when the very first backup of
     *     the cluster is just beginning
     */
    public WalWriter archiveWal(ClusterInfo cluster) {
        try {
            WalWriter writer = WalWriter.open(storage, cluster);
            boolean known = false;
            try {
                known = putCluster(cluster);
                return writer;
            } finally {
                if (!known) {
                    writer.close();
                }
            }
        } catch (IOException e) {
            throw RepositoryException.storage("cannot archive WAL of cluster " + cluster.name(), e);
        }
    }

    private boolean putCluster(ClusterInfo cluster) throws IOException {
        ClusterFile clusterFile = new ClusterFile(storage);
        Optional<Lock> lock = lockCluster(cluster.name());
        if (lock.isEmpty()) {
            clusterFile.require(cluster);
            return true;
        }
        try (Lock _ = lock.get()) {
            clusterFile.put(cluster, isEmpty(cluster));
        }
        return true;
    }

    /** Whether nothing is here yet that another cluster of the name could be mistaken for. */
    private boolean isEmpty(ClusterInfo cluster) {
        return ids(cluster.name()).isEmpty()
                && new WalArchive(storage, cluster.name(), cluster.walSegmentSize())
                        .timelines()
                        .isEmpty();
    }

    /** The archived WAL of a cluster; empty for an unknown one. */
    public Optional<WalArchive> wal(String cluster) {
        try {
            return new ClusterFile(storage)
                    .walSegmentSize(Names.require("cluster", cluster))
                    .map(size -> new WalArchive(storage, cluster, size));
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read the WAL of cluster " + cluster, e);
        }
    }

    private void requireNoBackup(String cluster) throws IOException {
        for (String id : ids(cluster)) {
            if (new BackupDirectory(storage, cluster, id).isComplete()) {
                throw new RepositoryException(
                        RepositoryException.Code.BACKUP_IN_USE,
                        "cluster " + cluster + " has backups, which its archived WAL belongs to",
                        "delete them first");
            }
        }
    }

    /** Opens a backup and takes a lease on it until the reader is closed. See {@link BackupReader}. */
    public BackupReader read(String cluster, String backupId, BlockCache cache) {
        return BackupReader.open(new BackupDirectory(storage, cluster, backupId), cache);
    }

    /** Opens a backup that is read once and in large pieces, as {@link #read} does, with a small cache of its own. */
    public BackupReader readOnce(String cluster, String backupId) {
        return BackupReader.open(new BackupDirectory(storage, cluster, backupId));
    }

    /**
     * Makes a lost or damaged manifest again from the packs, once all of them were found intact. A crash in the middle
     * leaves a damaged one: call it again.
     *
     * @throws RepositoryException BACKUP_NOT_FOUND without backup.control, BACKUP_IN_USE, BLOCK_CORRUPT
     */
    public BackupControl rebuildManifest(String cluster, String backupId) {
        BackupDirectory directory = new BackupDirectory(storage, cluster, backupId);
        BackupControl control = directory.requireControl();
        try (Lock _ = directory.lock(false)) {
            return new ManifestRebuild(directory, control).run();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot rebuild the manifest of backup " + backupId, e);
        }
    }

    private List<String> removeIncomplete(String cluster) throws IOException {
        List<String> removed = new ArrayList<>();
        for (String id : ids(cluster)) {
            BackupDirectory directory = new BackupDirectory(storage, cluster, id);
            if (!directory.isComplete()) {
                directory.delete();
                removed.add(cluster + "/" + id);
                LOG.info("removed incomplete backup {} of cluster {}", id, cluster);
            }
        }
        return removed;
    }

    private Optional<Lock> lockCluster(String cluster) throws IOException {
        return Optional.ofNullable(storage.tryLock("clusters/" + cluster + "/lock", false));
    }

    private List<String> ids(String cluster) {
        return list("clusters/" + Names.require("cluster", cluster) + "/backups");
    }

    /** Names of the directories below a path. */
    private List<String> list(String path) {
        try {
            return storage.list(path).stream()
                    .filter(name -> name.endsWith("/"))
                    .map(name -> name.substring(0, name.length() - 1))
                    .filter(Names::isName)
                    .toList();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot list " + path, e);
        }
    }
}
