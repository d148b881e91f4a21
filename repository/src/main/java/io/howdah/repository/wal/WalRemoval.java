package io.howdah.repository.wal;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Removes archived WAL that nothing can be recovered with. A crash in the middle leaves the newer part. */
public final class WalRemoval {

    private final Storage storage;
    private final WalArchive archive;
    private final WalFiles files;

    public WalRemoval(Storage storage, String cluster, WalArchive archive) {
        this.storage = storage;
        this.archive = archive;
        this.files = WalFiles.of(cluster, archive.segmentSize());
    }

    /**
     * Removes the segments that end at a position or before it, on all timelines; their histories stay.
     *
     * @return how many there were
     */
    public int before(long lsn) throws IOException {
        int size = archive.segmentSize();
        int removed = 0;
        for (int timeline : archive.timelines()) {
            List<String> paths = new ArrayList<>();
            archive.segments(timeline).stream()
                    .filter(segment -> ends(segment, size, lsn))
                    .map(files::segment)
                    .forEach(paths::add);
            archive.partialSegments(timeline).stream()
                    .filter(segment -> ends(segment, size, lsn))
                    .map(files::partial)
                    .forEach(paths::add);
            for (String path : paths) {
                storage.delete(path);
            }
            removed += paths.size();
        }
        return removed;
    }

    private static boolean ends(WalSegment segment, int size, long lsn) {
        return Long.compareUnsigned(segment.startLsn(size) + size, lsn) <= 0;
    }

    /** @throws RepositoryException WAL_ARCHIVER_RUNNING */
    public void all() throws IOException {
        Lock lock = storage.tryLock(files.lock(), false);
        if (lock == null) {
            throw WalWriter.running(files.directory());
        }
        try (lock) {
            for (int timeline : archive.timelines()) {
                storage.deleteAll(files.timeline(timeline));
            }
            for (String name : storage.list(files.directory())) {
                if (name.endsWith(TimelineHistory.SUFFIX)) {
                    storage.delete(files.directory() + "/" + name);
                }
            }
        }
    }
}
