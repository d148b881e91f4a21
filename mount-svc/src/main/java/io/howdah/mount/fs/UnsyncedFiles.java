package io.howdah.mount.fs;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers, by inode, what was changed since it was last written to disk, so that the fsync of an untouched file costs
 * nothing: PostgreSQL syncs every file of a cluster when it recovers, and each sync would otherwise flush the disk's
 * cache. Outlives the opening of a file, since PostgreSQL syncs through another descriptor than it writes through.
 */
final class UnsyncedFiles {

    private final AtomicLong clock = new AtomicLong();
    private final Map<Long, Long> written = new ConcurrentHashMap<>();
    private final Set<Long> changedAttributes = ConcurrentHashMap.newKeySet();
    private final AtomicLong namespaceChanges = new AtomicLong();
    private final Map<Long, Long> syncedDirectories = new ConcurrentHashMap<>();

    interface Sync {
        void run() throws java.io.IOException;
    }

    /** To be called after the change, and before it is acknowledged. */
    void written(long inode) {
        written.put(inode, clock.incrementAndGet());
    }

    void attributesChanged(long inode) {
        changedAttributes.add(inode);
        written(inode);
    }

    /** A name was made, moved or removed somewhere. */
    void namespaceChanged() {
        namespaceChanges.incrementAndGet();
    }

    void forget(long inode) {
        written.remove(inode);
        changedAttributes.remove(inode);
    }

    /**
     * Runs {@code data}, or {@code everything} when attributes changed too, unless nothing was changed since the last
     * time.
     */
    void sync(long inode, Sync data, Sync everything) throws java.io.IOException {
        Long time = written.get(inode);
        if (time == null) {
            return;
        }
        boolean attributes = changedAttributes.contains(inode);
        (attributes ? everything : data).run();
        if (written.remove(inode, time) && attributes) {
            changedAttributes.remove(inode);
        }
    }

    void syncDirectory(long inode, Sync sync) throws java.io.IOException {
        long changes = namespaceChanges.get();
        if (syncedDirectories.getOrDefault(inode, 0L) >= changes) {
            return;
        }
        sync.run();
        syncedDirectories.merge(inode, changes, Math::max);
    }
}
