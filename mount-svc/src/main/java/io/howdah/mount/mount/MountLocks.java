package io.howdah.mount.mount;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one at a time work on a mount, and others on other mounts. */
final class MountLocks {

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    /** Waits until nobody else holds it. */
    Held hold(String id) throws InterruptedException {
        Entry entry = entries.compute(id, (key, present) -> {
            Entry one = present == null ? new Entry() : present;
            one.wanted++;
            return one;
        });
        try {
            entry.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(id);
            throw e;
        }
        return () -> {
            entry.lock.unlock();
            leave(id);
        };
    }

    private void leave(String id) {
        entries.computeIfPresent(id, (key, entry) -> --entry.wanted == 0 ? null : entry);
    }

    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock();
        int wanted;
    }
}
