package io.howdah.mount.fs;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that are open, by inode: one descriptor and one {@link UpperFile} each, however many have it open, so that
 * a hundred backends with a thousand files do not need a hundred thousand descriptors. An inode number is not used
 * again while its file is open, so that it identifies the file through renames and after its last name went.
 */
final class OpenFiles implements AutoCloseable {

    private final Directory root;
    private final int blockSize;
    private final BaseIndex index;
    private final UnsyncedFiles unsynced;
    private final ReadCounter cacheReads;
    private final Map<Long, Shared> files = new HashMap<>();

    private static final class Shared {
        final UpperFile file;
        boolean writable;
        int users;

        Shared(UpperFile file, boolean writable) {
            this.file = file;
            this.writable = writable;
        }
    }

    OpenFiles(Directory root, int blockSize, BaseIndex index, UnsyncedFiles unsynced, ReadCounter cacheReads) {
        this.root = root;
        this.blockSize = blockSize;
        this.index = index;
        this.unsynced = unsynced;
        this.cacheReads = cacheReads;
    }

    /** To be given back with {@link #release}. */
    UpperFile acquire(String path, boolean write) throws IOException {
        FileStatus status = root.status(path);
        synchronized (files) {
            Shared shared = files.get(status.inode());
            if (shared != null && (shared.writable || !write)) {
                shared.users++;
                return shared.file;
            }
        }
        boolean writable = true;
        Fd fd;
        try {
            fd = root.open(path, OpenFlags.READ_WRITE, 0);
        } catch (ErrnoException e) {
            if (write || (e.errno() != Errno.EACCES && e.errno() != Errno.EPERM)) {
                throw e;
            }
            writable = false;
            fd = root.open(path, OpenFlags.READ_ONLY, 0);
        }
        return adopt(fd, writable);
    }

    /** Takes over a descriptor just opened, in the failing case too. */
    UpperFile adopt(Fd fd, boolean writable) throws IOException {
        boolean taken = false;
        try {
            FileStatus status = fd.status();
            if (!status.isRegular()) {
                throw new ErrnoException(Errno.EINVAL, "open of what is no file");
            }
            synchronized (files) {
                Shared shared = files.get(status.inode());
                if (shared == null) {
                    shared = new Shared(UpperFile.load(fd, status, blockSize, unsynced, cacheReads, index), writable);
                    files.put(status.inode(), shared);
                    taken = true;
                } else if (writable && !shared.writable) {
                    shared.file.fd().become(fd);
                    shared.writable = true;
                    taken = true;
                }
                shared.users++;
                return shared.file;
            }
        } finally {
            if (!taken) {
                fd.close();
            }
        }
    }

    void release(UpperFile file) throws IOException {
        synchronized (files) {
            Shared shared = files.get(file.inode());
            if (shared == null || shared.file != file) {
                throw new ErrnoException(Errno.EBADF, "close");
            }
            if (--shared.users > 0) {
                return;
            }
            files.remove(file.inode());
        }
        file.fd().close();
    }

    int count() {
        synchronized (files) {
            return files.size();
        }
    }

    @Override
    public void close() throws IOException {
        List<Shared> left;
        synchronized (files) {
            left = new ArrayList<>(files.values());
            files.clear();
        }
        @Nullable IOException failure = null;
        for (Shared shared : left) {
            try {
                shared.file.fd().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
