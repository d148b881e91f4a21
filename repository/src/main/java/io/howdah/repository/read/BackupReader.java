package io.howdah.repository.read;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupDirectory;
import io.howdah.repository.manifest.BlockSource;
import io.howdah.repository.manifest.Extents;
import io.howdah.repository.manifest.Manifest;
import io.howdah.repository.manifest.ManifestRow;
import io.howdah.repository.storage.Lock;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An open backup, protected from deletion by a lease until it is closed. Opening reads the file table only; the extents
 * of a file (about 250 KB of heap for 1 GiB of content) are read when it is first read, kept while there is memory, and
 * read again when there was not. Thread-safe.
 */
public final class BackupReader implements AutoCloseable {

    /** Enough for what is read once: larger pieces go past it. */
    private static final long SMALL_CACHE = 8L << 20;

    private final BackupDirectory directory;
    private final BackupControl control;
    private final Lock lease;
    private final BlockCache cache;
    private final boolean ownsCache;
    private final Manifest manifest;
    private final List<FileEntry> files;
    private final AtomicReferenceArray<@Nullable PackSource> sources;
    private final AtomicReferenceArray<@Nullable SoftReference<Extents>> extents;
    private boolean closed;

    private BackupReader(
            BackupDirectory directory,
            BackupControl control,
            Lock lease,
            Manifest manifest,
            BlockCache cache,
            boolean ownsCache) {
        this.directory = directory;
        this.control = control;
        this.lease = lease;
        this.cache = cache;
        this.ownsCache = ownsCache;
        this.manifest = manifest;
        this.files = entries(manifest.rows());
        this.sources = new AtomicReferenceArray<>(manifest.sources().size());
        this.extents = new AtomicReferenceArray<>(files.size());
    }

    /** @throws RepositoryException BACKUP_NOT_FOUND, BACKUP_IN_USE (being deleted), MANIFEST_CORRUPT */
    public static BackupReader open(BackupDirectory directory, BlockCache cache) {
        return open(directory, cache, false);
    }

    /** The same with a small cache that is closed with the backup. */
    public static BackupReader open(BackupDirectory directory) {
        BlockCache cache = new BlockCache(SMALL_CACHE);
        try {
            return open(directory, cache, true);
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private static BackupReader open(BackupDirectory directory, BlockCache cache, boolean ownsCache) {
        directory.requireControl();
        Lock lease = directory.lock(true);
        try {
            BackupControl control = directory.requireControl(); // again: now nobody deletes it
            return new BackupReader(directory, control, lease, directory.manifest(control), cache, ownsCache);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    public BackupControl control() {
        return control;
    }

    /**
     * All files, directories and links; no content is touched. Directories come before what is in them; those above
     * {@code wal/} and {@code externals/} need not be listed.
     */
    public List<FileEntry> files() {
        return files;
    }

    /** @throws IllegalArgumentException when the entry is not a file */
    public FileContent open(FileEntry file) {
        if (file.type() != FileEntry.Type.FILE) {
            throw new IllegalArgumentException(file.path() + " is not a file");
        }
        return new FileContent(this, file, manifest.rows().get(file.index()).unit(manifest.pageSize()));
    }

    BlockCache cache() {
        return cache;
    }

    /** Two threads may read the extents of one file at once; each gets them. */
    Extents extents(int index) {
        SoftReference<Extents> reference = extents.get(index);
        Extents present = reference == null ? null : reference.get();
        if (present == null) {
            present = manifest.extents(manifest.rows().get(index));
            extents.set(index, new SoftReference<>(present));
        }
        return present;
    }

    PackSource source(int index) {
        PackSource source = sources.get(index);
        return source != null ? source : openSource(index);
    }

    private synchronized PackSource openSource(int index) {
        PackSource present = sources.get(index);
        if (present != null) {
            return present;
        }
        if (closed) {
            throw new IllegalStateException("backup " + control.id() + " is closed");
        }
        BlockSource block = manifest.sources().get(index);
        String path = new BackupDirectory(directory.storage(), directory.cluster(), block.backupId())
                .path(block.objectName());
        try {
            PackSource opened = new PackSource(
                    cache.newSource(),
                    block.backupId(),
                    path,
                    directory.storage().open(path));
            sources.set(index, opened);
            return opened;
        } catch (IOException e) {
            throw new RepositoryException(
                    RepositoryException.Code.BLOCK_CORRUPT,
                    "backup " + block.backupId() + ": cannot open " + path + ": " + e,
                    "restore that file from a copy, or use another backup",
                    e);
        }
    }

    private static List<FileEntry> entries(List<ManifestRow> rows) {
        List<FileEntry> entries = new ArrayList<>(rows.size());
        for (ManifestRow row : rows) {
            entries.add(new FileEntry(
                    entries.size(),
                    row.path(),
                    row.kind(),
                    row.mode(),
                    row.size(),
                    Instant.ofEpochMilli(row.modifiedMillis()),
                    row.target()));
        }
        return List.copyOf(entries);
    }

    /** Ends the lease. Reads that are still running fail. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            for (int i = 0; i < sources.length(); i++) {
                PackSource source = sources.get(i);
                if (source != null) {
                    source.reader().close();
                }
            }
            manifest.close();
        } catch (IOException e) {
            throw RepositoryException.storage("cannot close backup " + control.id(), e);
        } finally {
            if (ownsCache) {
                cache.close();
            }
            lease.close();
        }
    }
}
