package io.howdah.mover.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** One lock for each id that somebody works on; those of other ids are not waited for. */
@Component
class IdLocks {

    private final Map<String, Counted> locks = new HashMap<>();

    private static final class Counted {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** Held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held hold(String id) {
        Counted counted;
        synchronized (locks) {
            counted = locks.computeIfAbsent(id, absent -> new Counted());
            counted.users++;
        }
        counted.lock.lock();
        return () -> release(id, counted);
    }

    private void release(String id, Counted counted) {
        counted.lock.unlock();
        synchronized (locks) {
            if (--counted.users == 0) {
                locks.remove(id);
            }
        }
    }
}
