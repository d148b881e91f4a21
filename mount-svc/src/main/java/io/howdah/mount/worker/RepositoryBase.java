package io.howdah.mount.worker;

import io.howdah.mount.fs.ArchivedWal;
import io.howdah.mount.fs.Base;
import io.howdah.mount.fs.BaseEntry;
import io.howdah.mount.fs.BaseFile;
import io.howdah.mount.fs.BaseReads;
import io.howdah.mount.fs.ReadCount;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.read.FileContent;
import io.howdah.repository.read.FileEntry;
import io.howdah.repository.read.ReadStatistics;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A backup of the repository as what lies below a write cache. While it is open the repository will not delete the
 * backup.
 */
final class RepositoryBase implements Base {

    private final BlockCache cache;
    private final BackupReader reader;
    private final ArchivedWal wal;
    private final Map<String, FileEntry> files = new HashMap<>();
    private final List<BaseEntry> entries = new ArrayList<>();

    private RepositoryBase(BlockCache cache, BackupReader reader, ArchivedWal wal) {
        this.cache = cache;
        this.reader = reader;
        this.wal = wal;
        for (FileEntry file : reader.files()) {
            entries.add(entry(file));
            files.put(file.path(), file);
        }
    }

    static RepositoryBase open(WorkerSpec spec) throws WorkerException {
        Path directory = Path.of(spec.repository());
        if (!Files.isDirectory(directory)) {
            throw new WorkerException(
                    WorkerException.BACKUP_NOT_FOUND,
                    "there is no repository at " + directory,
                    "check howdah.mount.repository");
        }
        BlockCache cache = new BlockCache(spec.blockCacheBytes());
        try {
            Repository repository = Repository.open(new DirectoryStorage(directory));
            ArchivedWal wal = repository
                    .wal(spec.cluster())
                    .<ArchivedWal>map(RepositoryWal::new)
                    .orElse(ArchivedWal.NONE);
            return new RepositoryBase(cache, repository.read(spec.cluster(), spec.backupId(), cache), wal);
        } catch (RepositoryException e) {
            cache.close();
            throw explain(e);
        } catch (IOException e) {
            cache.close();
            throw new WorkerException(
                    WorkerException.BACKUP_NOT_FOUND,
                    "the repository at " + directory + " cannot be read: " + e.getMessage(),
                    "see that the user that mounts may read it",
                    e);
        }
    }

    static WorkerException explain(RepositoryException e) {
        String code = switch (e.code()) {
            case BLOCK_CORRUPT, MANIFEST_CORRUPT, CONTROL_CORRUPT, STREAM_INVALID -> WorkerException.BACKUP_CORRUPT;
            case BACKUP_NOT_FOUND, INVALID_NAME -> WorkerException.BACKUP_NOT_FOUND;
            default -> WorkerException.REPOSITORY_FAILED;
        };
        return new WorkerException(code, String.valueOf(e.getMessage()), e.hint(), e);
    }

    private static BaseEntry entry(FileEntry file) {
        return switch (file.type()) {
            case DIRECTORY -> BaseEntry.directory(file.path(), file.mode(), file.modified());
            case FILE -> BaseEntry.file(file.path(), file.mode(), file.size(), file.modified());
            case SYMLINK -> BaseEntry.symlink(file.path(), file.target() == null ? "" : file.target(), file.modified());
        };
    }

    @Override
    public Collection<BaseEntry> entries() {
        return entries;
    }

    @Override
    public BaseFile open(String path) throws IOException {
        FileEntry file = files.get(path);
        if (file == null) {
            throw new IOException("the backup has no file " + path);
        }
        FileContent content = reader.open(file);
        return content::read;
    }

    @Override
    public ArchivedWal wal() {
        return wal;
    }

    @Override
    public BaseReads reads() {
        ReadStatistics read = cache.statistics();
        return new BaseReads(
                new ReadCount(read.frames(), read.frameBytes()),
                new ReadCount(read.hits(), read.hitBytes()),
                read.decompressionNanos());
    }

    @Override
    public void close() {
        reader.close();
        cache.close();
    }
}
