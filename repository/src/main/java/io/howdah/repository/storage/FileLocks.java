package io.howdah.repository.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Locks on files, which the kernel frees when their process ends.
 *
 * <p>POSIX record locks belong to the process and are lost when it closes any descriptor of the file, so that this
 * process opens each lock file once, counts its holders here, and never reads a lock file otherwise.
 */
final class FileLocks {

    private static final Map<Path, Held> HELD = new HashMap<>();

    private FileLocks() {}

    private static final class Held {
        private final Path file;
        private final FileChannel channel;
        private final boolean shared;
        private int holders = 1;

        Held(Path file, FileChannel channel, boolean shared) {
            this.file = file;
            this.channel = channel;
            this.shared = shared;
        }
    }

    static @Nullable Lock tryLock(Path file, boolean shared) throws IOException {
        synchronized (HELD) {
            Held held = HELD.get(file);
            if (held == null) {
                held = lock(file, shared);
                if (held == null) {
                    return null;
                }
                HELD.put(file, held);
            } else if (shared && held.shared) {
                held.holders++;
            } else {
                return null;
            }
            return handle(held);
        }
    }

    /** A file that was replaced between opening and locking would lock nobody out: then try the new one. */
    private static @Nullable Held lock(Path file, boolean shared) throws IOException {
        while (true) {
            Object before = key(file);
            FileChannel channel = open(file, shared);
            boolean locked = false;
            try {
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
                if (lock == null) {
                    return null;
                }
                if (before != null && before.equals(key(file))) {
                    locked = true;
                    return new Held(file, channel, shared);
                }
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
        }
    }

    /** A shared lock needs no right to write. */
    private static FileChannel open(Path file, boolean shared) throws IOException {
        if (shared) {
            try {
                return FileChannel.open(file, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                // deleted just now: made anew below
            }
        }
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    private static @Nullable Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Lock handle(Held held) {
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                release(held);
            }
        };
    }

    private static void release(Held held) {
        synchronized (HELD) {
            if (--held.holders > 0) {
                return;
            }
            HELD.remove(held.file);
            try {
                held.channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot release the lock " + held.file, e);
            }
        }
    }
}
