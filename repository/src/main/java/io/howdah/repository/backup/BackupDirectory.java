package io.howdah.repository.backup;

import io.howdah.repository.Names;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.manifest.Manifest;
import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The objects of one backup: {@code blocks-<n>.cborseq}, {@code manifest.cbor.zst}, {@code backup.control}, and
 * {@code lock}, which readers hold shared and a delete exclusively.
 */
public record BackupDirectory(Storage storage, String cluster, String backupId) {

    private static final String CONTROL = "backup.control";
    private static final long LONGEST_CONTROL = 16 << 20;

    public BackupDirectory {
        Names.require("cluster", cluster);
        Names.require("backup", backupId);
    }

    /** Path of an object of this backup, or of the backup itself for an empty name. */
    public String path(String objectName) {
        return "clusters/" + cluster + "/backups/" + backupId + (objectName.isEmpty() ? "" : "/" + objectName);
    }

    /** Empty when the backup is not complete or does not exist. */
    public Optional<BackupControl> control() {
        String path = path(CONTROL);
        try (ObjectReader reader = storage.open(path)) {
            if (reader.size() > LONGEST_CONTROL) {
                throw ControlText.corrupt("it has " + reader.size() + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) reader.size());
            reader.read(0, content);
            return Optional.of(BackupControl.parse(
                    StandardCharsets.UTF_8.decode(content.flip()).toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read " + path, e);
        } catch (RepositoryException e) {
            throw new RepositoryException(e.code(), path + ": " + e.getMessage(), e.hint(), e);
        }
    }

    public boolean isComplete() throws IOException {
        return storage.exists(path(CONTROL));
    }

    public BackupControl requireControl() {
        return control().orElseThrow(this::notFound);
    }

    public void requireComplete() {
        try {
            if (!isComplete()) {
                throw notFound();
            }
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read " + path(CONTROL), e);
        }
    }

    private RepositoryException notFound() {
        return new RepositoryException(
                RepositoryException.Code.BACKUP_NOT_FOUND,
                "there is no complete backup " + backupId + " of cluster " + cluster,
                "list the backups of the cluster");
    }

    /** The commit. */
    void put(BackupControl control) throws IOException {
        storage.put(path(CONTROL), control.toText().getBytes(StandardCharsets.UTF_8));
    }

    /** A reader's lease, or the exclusive right to change the backup. */
    public Lock lock(boolean shared) {
        try {
            Lock lock = storage.tryLock(path("lock"), shared);
            if (lock == null) {
                throw new RepositoryException(
                        RepositoryException.Code.BACKUP_IN_USE,
                        "backup " + backupId + " of cluster " + cluster
                                + (shared ? " is being deleted or rebuilt" : " is mounted or being read"),
                        shared ? "choose another backup" : "unpublish it, or wait until its readers are done");
            }
            return lock;
        } catch (IOException e) {
            throw RepositoryException.storage("cannot lock backup " + backupId, e);
        }
    }

    public Manifest manifest(BackupControl control) {
        String path = path(Manifest.OBJECT_NAME);
        try {
            return Manifest.open(path, storage.open(path), control.manifestLength(), control.manifestCrc());
        } catch (NoSuchFileException e) {
            throw new RepositoryException(
                    RepositoryException.Code.MANIFEST_CORRUPT,
                    "manifest " + path + " is lost",
                    "rebuild it from the backup's packs",
                    e);
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read " + path, e);
        }
    }

    /** The marker goes first: what a crash leaves of the rest is an incomplete backup. */
    public void delete() throws IOException {
        storage.delete(path(CONTROL));
        storage.deleteAll(path(""));
    }
}
