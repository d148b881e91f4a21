package io.howdah.mount.fuse;

import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers for open files, as the kernel holds them. A number is never given twice. */
final class HandleTable<T> {

    private final AtomicLong last = new AtomicLong();
    private final Map<Long, T> open = new ConcurrentHashMap<>();

    long add(T handle) {
        long number = last.incrementAndGet();
        open.put(number, handle);
        return number;
    }

    T get(long number) throws ErrnoException {
        T handle = open.get(number);
        if (handle == null) {
            throw new ErrnoException(Errno.EBADF, "handle " + number);
        }
        return handle;
    }

    T remove(long number) throws ErrnoException {
        T handle = open.remove(number);
        if (handle == null) {
            throw new ErrnoException(Errno.EBADF, "handle " + number);
        }
        return handle;
    }

    int size() {
        return open.size();
    }
}
