package io.howdah.mount.workerprocess;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.FileStatus;
import java.nio.file.Path;

/** What a tree of sparse files really occupies. */
final class DiskUsage {

    private static final long BLOCK = 512;

    private DiskUsage() {}

    /** @return bytes; 0 for a tree that is not there. What disappears while it is counted does not count. */
    static long of(Path tree) throws ErrnoException {
        try (Directory directory = Directory.open(tree)) {
            return below(directory);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return 0;
            }
            throw e;
        }
    }

    private static long below(Directory directory) throws ErrnoException {
        long bytes = 0;
        for (Directory.Entry entry : directory.list()) {
            try {
                FileStatus status = directory.status(entry.name());
                bytes += status.blocks() * BLOCK / Math.max(1, status.isDirectory() ? 1 : status.links());
                if (status.isDirectory()) {
                    try (Directory child = directory.openDirectory(entry.name())) {
                        bytes += below(child);
                    }
                }
            } catch (ErrnoException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
        return bytes;
    }
}
