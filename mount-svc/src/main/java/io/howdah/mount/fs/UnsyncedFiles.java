package io.howdah.mount.fs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, by inode, what was changed since it was last written to disk, so that the fsync of an untouched file costs
 * nothing: PostgreSQL syncs every file of a cluster when it recovers, and each sync would otherwise flush the disk's
 * cache. Outlives the opening of a file, since PostgreSQL syncs through another descriptor than it writes through.
 */
final class UnsyncedFiles {

    private final AtomicLong clock = new AtomicLong();
    private final Map<Long, Change> changes = new ConcurrentHashMap<>();
    private final AtomicLong namespaceChanges = new AtomicLong();
    private final Map<Long, Long> syncedDirectories = new ConcurrentHashMap<>();

    /**
     * The last change of a file that is not on disk.
     *
     * @param time tells it from every other
     * @param attributes whether owner, mode or times have changed since the last sync, too
     */
    record Change(long time, boolean attributes) {}

    interface Sync {
        void run() throws java.io.IOException;
    }

    /** To be called after the change, and before it is acknowledged. */
    void written(long inode) {
        changes.compute(inode, (_, last) -> new Change(clock.incrementAndGet(), last != null && last.attributes()));
    }

    void attributesChanged(long inode) {
        changes.put(inode, new Change(clock.incrementAndGet(), true));
    }

    /** A name was made, moved or removed somewhere. */
    void namespaceChanged() {
        namespaceChanges.incrementAndGet();
    }

    /** To be asked before a file is removed, for {@link #forget} after it. */
    @Nullable Change lastChange(long inode) {
        return changes.get(inode);
    }

    /**
     * A file is gone that nobody can ask to be durable any more. Its number may belong to a new file by now, whose
     * changes are not this one.
     */
    void forget(long inode, @Nullable Change last) {
        if (last != null) {
            changes.remove(inode, last);
        }
    }

    /**
     * Runs {@code data}, or {@code everything} when attributes changed too, unless nothing was changed since the last
     * time.
     */
    void sync(long inode, Sync data, Sync everything) throws java.io.IOException {
        Change last = changes.get(inode);
        if (last == null) {
            return;
        }
        (last.attributes() ? everything : data).run();
        changes.remove(inode, last);
    }

    void syncDirectory(long inode, Sync sync) throws java.io.IOException {
        long now = namespaceChanges.get();
        if (syncedDirectories.getOrDefault(inode, 0L) >= now) {
            return;
        }
        sync.run();
        syncedDirectories.merge(inode, now, Math::max);
    }
}
