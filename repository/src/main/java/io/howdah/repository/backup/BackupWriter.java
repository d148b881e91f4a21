package io.howdah.repository.backup;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.manifest.BlockSource;
import io.howdah.repository.manifest.Manifest;
import io.howdah.repository.manifest.ManifestWriter;
import io.howdah.repository.storage.Lock;
import io.howdah.repository.stream.BackupStop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup that is being written. Thread-safe; each of its streams belongs to one thread.
 *
 * <p>Until {@link #commit} returns, a crash leaves a backup without {@code backup.control}, which does not exist to
 * readers and which {@code Repository.cleanIncomplete} removes; once it has returned, everything is on disk.
 */
public final class BackupWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackupWriter.class);

    private final BackupDirectory directory;
    private final BackupType type;
    private final @Nullable String parentId;
    private final Resources resources;
    private final ManifestWriter manifest;
    private final BackupIndex index;
    private final List<PackStream> streams = new ArrayList<>();
    private boolean done;

    /**
     * What the writer holds until it is done.
     *
     * @param clusterLock lets nobody else write a backup of the cluster
     * @param parentLease keeps the parent from being deleted
     * @param parent manifest of the parent
     */
    public record Resources(
            Lock clusterLock,
            @Nullable Lock parentLease,
            @Nullable Manifest parent) {

        public void close() throws IOException {
            try {
                if (parent != null) {
                    parent.close();
                }
            } finally {
                if (parentLease != null) {
                    parentLease.close();
                }
                clusterLock.close();
            }
        }
    }

    /** Made by {@code Repository.startBackup}. */
    public BackupWriter(BackupDirectory directory, BackupType type, @Nullable String parentId, Resources resources)
            throws IOException {
        this.directory = directory;
        this.type = type;
        this.parentId = parentId;
        this.resources = resources;
        this.manifest = new ManifestWriter(
                directory.storage().create(directory.path(Manifest.OBJECT_NAME)), directory.backupId());
        this.index = new BackupIndex(directory.backupId(), manifest, resources.parent());
    }

    /**
     * Opens {@code blocks-<workerId>.cborseq}; each worker, and stop_backup's stream, has one of its own.
     *
     * @param workerId 0 to 65535, once each
     */
    public synchronized PackStream stream(int workerId) {
        if (workerId < 0 || workerId > 0xFFFF) {
            throw new IllegalArgumentException("worker " + workerId + " is not between 0 and 65535");
        }
        String name = directory.path(BlockSource.objectName(workerId));
        if (done || streams.stream().anyMatch(stream -> stream.name().equals(name))) {
            throw new IllegalStateException(name + " was already opened or the backup has ended");
        }
        try {
            StreamIndex follower = new StreamIndex(index, workerId);
            PackStream stream = new PackStream(name, directory.storage().create(name), follower);
            streams.add(stream);
            return stream;
        } catch (IOException e) {
            throw RepositoryException.storage("cannot create " + name, e);
        }
    }

    /** Raw bytes of the packs received so far. */
    public synchronized long rawBytes() {
        return streams.stream().mapToLong(PackStream::rawBytes).sum();
    }

    /** Bytes stored so far. */
    public synchronized long storedBytes() {
        return streams.stream().mapToLong(PackStream::storedBytes).sum();
    }

    /** What the stop item of a stream said; null before it came. */
    public @Nullable BackupStop stop() {
        return index.stop();
    }

    /** The source's part of backup.control, from a stream; null before it came. */
    public @Nullable SourceInfo source() {
        return index.source();
    }

    /**
     * Makes the backup exist. All streams are finished before. On disk when this returns.
     *
     * @throws RepositoryException BACKUP_INCOMPLETE, REPOSITORY_FULL, STORAGE_FAILED; the backup can only be aborted
     *     then
     */
    public synchronized BackupControl commit(StopInfo stop) {
        requireComplete();
        try {
            ManifestWriter.Finished finished = index.finish();
            BackupControl control = new BackupControl(
                    directory.backupId(),
                    directory.cluster(),
                    type,
                    parentId,
                    finished.references(),
                    stop.label(),
                    stop.startLsn(),
                    stop.stopLsn(),
                    stop.timeline(),
                    stop.startedAt(),
                    stop.stoppedAt(),
                    stop.compression(),
                    index.databaseBytes(),
                    storedBytes() + finished.length(),
                    index.corruptPages(),
                    index.files(),
                    finished.length(),
                    finished.crc(),
                    stop.source());
            directory.put(control);
            done = true;
            manifest.close();
            resources.close();
            return control;
        } catch (IOException e) {
            throw RepositoryException.storage("cannot commit backup " + directory.backupId(), e);
        }
    }

    private void requireComplete() {
        if (done) {
            throw new IllegalStateException("backup " + directory.backupId() + " has already ended");
        }
        for (PackStream stream : streams) {
            if (!stream.finished()) {
                throw incomplete(stream.name() + " is not finished");
            }
        }
        if (streams.isEmpty()) {
            throw incomplete("it has no stream");
        }
    }

    private RepositoryException incomplete(String what) {
        return new RepositoryException(
                RepositoryException.Code.BACKUP_INCOMPLETE,
                "backup " + directory.backupId() + " cannot be committed: " + what,
                "take the backup again");
    }

    /**
     * Removes what was stored. Harmless after commit and when repeated.
     *
     * @throws RepositoryException STORAGE_FAILED; what is left is removed by {@code Repository.cleanIncomplete}
     */
    public synchronized void abort() {
        if (done) {
            return;
        }
        done = true;
        try {
            try {
                closeStreams();
                directory.delete();
            } finally {
                resources.close();
            }
            LOG.info("aborted backup {} of cluster {}", directory.backupId(), directory.cluster());
        } catch (IOException e) {
            throw RepositoryException.storage("cannot remove the aborted backup " + directory.backupId(), e);
        }
    }

    private void closeStreams() throws IOException {
        for (PackStream stream : streams) {
            stream.close();
        }
        manifest.close();
    }

    /** Aborts unless committed. */
    @Override
    public void close() {
        abort();
    }
}
